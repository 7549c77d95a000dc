package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BarredIdsTest {

    private static final int VIDEO = 262;

    @TempDir
    private Path folder;

    @Test
    void shouldBarMarksAndPlacesOfVisionAndIdsWithoutText() throws IOException {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        Path tokenizer = folder.resolve("tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replaceFirst(
                                "\\{\"id\":" + VIDEO,
                                "{\"id\":270,\"content\":\"<|vision_pad|>\",\"special\":true},{\"id\":" + VIDEO));

        int[] barred = BarredIds.of(checkpoint, QwenConfigReader.read(checkpoint), TokenTable.read(checkpoint));

        assertThat(barred).containsExactly(259, 260, 261, VIDEO, 263, 264, 265, 266, 267, 268, 269, 270, 271);
    }
}
