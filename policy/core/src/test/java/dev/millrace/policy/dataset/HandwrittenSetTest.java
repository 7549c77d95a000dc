package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.policy.answer.FinalAnswer;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole of the handwritten set, which is no part of the project: looked for in the folder of the system property
 * {@code millrace.data}, else in {@code ../shared/data} beside the project's root ({@code millrace.root}).
 */
class HandwrittenSetTest {

    private static final List<String> CATEGORIES =
            List.of("identify", "count", "color", "attribute", "position", "sum", "largest");

    @ParameterizedTest
    @CsvSource({"train, 2100", "test, 420"})
    void shouldReadEveryPrompt(String part, int size) {
        // Given
        Path file = data().resolve("handwritten").resolve(part).resolve("prompts.jsonl");
        assumeTrue(
                Files.isRegularFile(file),
                () -> "skipped: no handwritten set at " + file + "; name its parent folder with -Dmillrace.data=…");

        // When
        Dataset dataset = DatasetReader.read(file);

        // Then
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.entries()).hasSize(size).allSatisfy(entry -> {
            assertThat(entry.task()).isEqualTo(Task.UNDERSTANDING);
            assertThat(CATEGORIES).contains(entry.category().orElseThrow());
            assertThat(FinalAnswer.of("<think> x </think> " + entry.answer().orElseThrow() + " .")
                            .matches(entry.answer().orElseThrow()))
                    .isTrue();
        });
        assertThat(dataset.entries().stream().flatMap(HandwrittenSetTest::pictures))
                .hasSize(size)
                .allMatch(picture -> picture.width() == 32 && picture.height() == 32);
    }

    private static Stream<RgbImage> pictures(DatasetEntry entry) {
        return entry.images().stream().map(PngCodec::decode);
    }

    private static Path data() {
        String root = System.getProperty("millrace.root", "..");
        return Path.of(System.getProperty(
                        "millrace.data", Path.of(root, "..", "shared", "data").toString()))
                .toAbsolutePath()
                .normalize();
    }
}
