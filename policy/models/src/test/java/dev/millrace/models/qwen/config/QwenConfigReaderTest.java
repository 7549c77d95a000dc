package dev.millrace.models.qwen.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QwenConfigReaderTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadTheSameFromTheNestedFormOfNewerVersions() throws IOException {
        // Given a flat configuration, and the same as newer versions of transformers write it
        QwenConfig flat = QwenConfigReader.read(TinyQwen.windowed(folder));
        String text = Files.readString(folder.resolve("config.json"));
        String nested = text.replace("\"hidden_size\": 32,", "\"text_config\": {\"hidden_size\": 32,")
                .replace(
                        "\"rope_theta\": 1000000.0, \"rope_scaling\": {\"type\": \"mrope\", \"mrope_section\": [1, 1, 2]}",
                        "\"rope_parameters\": {\"rope_theta\": 1000000.0, \"rope_type\": \"default\","
                                + " \"mrope_section\": [1, 1, 2]}}");

        // When
        Files.writeString(folder.resolve("config.json"), nested);

        // Then
        assertThat(nested).isNotEqualTo(text).contains("rope_parameters");
        assertThat(QwenConfigReader.read(ModelSource.folder(folder))).isEqualTo(flat);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"type\": \"mrope\"|\"type\": \"yarn\"|rope_scaling.rope_type is 'yarn', but only 'default' and 'mrope' are"
                        + " supported",
                "[1, 1, 2]|[1, 1, 1]|mrope_section adds up to 3, but half of a head of 8 is needed",
                "\"vocab_size\": 272|\"vocab_size\": \"272\"|vocab_size must be a whole number from 1, not \"272\"",
                "\"hidden_size\": 32, |\"quantization_config\": {\"bits\": 4}, |quantization_config is set; take the"
                        + " checkpoint that is not quantised",
                "\"num_heads\": 2|\"num_heads\": 3|hidden_size 16 over num_heads 3 must give a multiple of 4: half of it"
                        + " turns by the row, half by the column",
                "\"out_hidden_size\": 32|\"out_hidden_size\": 64|vision_config.out_hidden_size 64 is not the hidden_size 32"
                        + " of the language model",
                "\"image_token_id\": 261|\"image_token_id\": 900|image_token_id 900 lies outside the vocabulary of 272",
                "\"depth\": 2, ||vision_config.depth is missing",
                ", \"fullatt_block_indexes\": [1]||vision_config.fullatt_block_indexes is missing",
            })
    void shouldNameWhatIsWrong(String there, String instead, String why) throws IOException {
        TinyQwen.windowed(folder);
        Path file = folder.resolve("config.json");
        String text = Files.readString(file);
        assertThat(text).contains(there);
        Files.writeString(file, text.replace(there, instead == null ? "" : instead));

        assertThatThrownBy(() -> QwenConfigReader.read(ModelSource.folder(folder)))
                .hasMessage(file + ": " + why);
    }
}
