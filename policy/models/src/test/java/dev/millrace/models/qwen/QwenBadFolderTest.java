package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.PolicyFamilies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A folder in which something is wrong is refused by one line that begins with the file. */
class QwenBadFolderTest {

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Harm {
        void to(Path folder) throws IOException;
    }

    static Stream<Arguments> harms() {
        return Stream.of(
                arguments("config.json", "the file is missing", delete("config.json")),
                arguments("model.safetensors", "the file is missing", delete("model.safetensors")),
                arguments("tokenizer.json", "the file is missing", delete("tokenizer.json")),
                arguments("config.json", "has the model_type 'llama'", replace("config.json", "qwen2_5_vl", "llama")),
                arguments(
                        "config.json",
                        "rope_scaling.rope_type is 'yarn'",
                        replace("config.json", "\"type\": \"mrope\"", "\"type\": \"yarn\"")),
                arguments(
                        "config.json",
                        "quantization_config is set",
                        replace(
                                "config.json",
                                "\"hidden_size\": 32",
                                "\"quantization_config\": {}, \"hidden_size\": 32")),
                arguments(
                        "config.json",
                        "hidden_size",
                        replace("config.json", "\"hidden_size\": 32", "\"hidden_size\": \"large\"")),
                arguments("config.json", "is no", write("config.json", "{\"model_type\": \"qwen2_5_vl\"")),
                arguments(
                        "model.safetensors",
                        "tensor 'model.language_model.layers.2.input_layernorm.weight' is missing",
                        replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3")),
                arguments(
                        "model.safetensors",
                        "are not part of this architecture",
                        replace("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1")),
                arguments(
                        "model.safetensors",
                        "has shape [40, 32], but this architecture has [48, 32]",
                        replace("config.json", "\"intermediate_size\": 40", "\"intermediate_size\": 48")),
                arguments("model.safetensors", "", truncate("model.safetensors", 0.5)),
                arguments("model.safetensors", "", truncate("model.safetensors", 0.0001)),
                arguments(
                        "model.safetensors.index.json",
                        "weight_map",
                        write("model.safetensors.index.json", "{\"weight_map\": {}}")),
                arguments(
                        "model-2.safetensors",
                        "the file is missing",
                        write(
                                "model.safetensors.index.json",
                                "{\"weight_map\": {\"a\": \"model.safetensors\", \"b\": \"model-2.safetensors\"}}")),
                arguments("tokenizer.json", "", write("tokenizer.json", "{}")),
                arguments("tokenizer.json", "", write("tokenizer.json", "not JSON")),
                arguments(
                        "tokenizer.json",
                        "has 301 ids, but the model has 272 rows of its embedding",
                        replace("tokenizer.json", "\"id\":262", "\"id\":300")),
                arguments(
                        "tokenizer.json",
                        "has the id 2147483647",
                        replace("tokenizer.json", "\"id\":262", "\"id\":2147483647")),
                arguments(
                        "tokenizer.json",
                        "is no byte-level BPE",
                        replace(
                                "tokenizer.json",
                                "\"decoder\":{\"type\":\"ByteLevel\"",
                                "\"decoder\":{\"type\":\"WordPiece\"")),
                arguments(
                        "tokenizer.json",
                        "gives <|image_pad|> the id 263, but config.json says 261",
                        replace("tokenizer.json", "\"id\":261", "\"id\":263")),
                arguments(
                        "tokenizer.json",
                        "eos_token_id 900 is outside its vocabulary of 272",
                        write("generation_config.json", "{\"eos_token_id\": [258, 900]}")),
                arguments(
                        "tokenizer.json",
                        "has no token <|im_begin|>, which conversations are written with",
                        write("chat_form.json", "{\"answer\": \"<|im_begin|>assistant\"}")),
                arguments(
                        "chat_template.jinja",
                        "the chat template does not write what the system says",
                        write("chat_template.jinja", "no words")),
                arguments("preprocessor_config.json", "", write("preprocessor_config.json", "[1]")),
                arguments(
                        "preprocessor_config.json",
                        "resample is not 3, bicubic",
                        replace("preprocessor_config.json", "{", "{\"resample\": 2, ")),
                arguments(
                        "preprocessor_config.json",
                        "do_normalize is false, but only true is supported",
                        replace("preprocessor_config.json", "{", "{\"do_normalize\": false, ")),
                arguments(
                        "preprocessor_config.json",
                        "min_pixels",
                        write("preprocessor_config.json", "{\"min_pixels\": 9, \"max_pixels\": 2}")));
    }

    private static Harm delete(String name) {
        return folder -> Files.delete(folder.resolve(name));
    }

    private static Harm write(String name, String text) {
        return folder -> Files.writeString(folder.resolve(name), text);
    }

    private static Harm replace(String name, String what, String by) {
        return folder -> {
            String before = Files.readString(folder.resolve(name));
            assertThat(before).contains(what);
            Files.writeString(folder.resolve(name), before.replaceFirst(Pattern.quote(what), by));
        };
    }

    private static Harm truncate(String name, double part) {
        return folder -> {
            byte[] all = Files.readAllBytes(folder.resolve(name));
            Files.write(folder.resolve(name), Arrays.copyOf(all, (int) (all.length * part)));
        };
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("harms")
    void shouldSayInOneLineWhichFileIsWrongAndHow(String file, String why, Harm harm) throws IOException {
        // Given
        TinyQwen.windowed(folder);
        harm.to(folder);
        ModelSource source = ModelSource.folder(folder);

        // When it is looked at
        assertThatThrownBy(() -> PolicyFamilies.found().of(source).inspect(source))
                // Then
                .hasMessageStartingWith(folder.resolve(file).toString())
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void shouldSayWhatAGoodFolderHolds() {
        ModelSource source = TinyQwen.deepstack(folder);

        var facts = PolicyFamilies.found().of(source).inspect(source).orElseThrow();

        assertThat(facts.parameters()).isEqualTo(57_152);
        assertThat(facts.facts())
                .containsEntry("model", "qwen3_vl")
                .containsEntry("output layer", "the embedding (tied)");
    }
}
