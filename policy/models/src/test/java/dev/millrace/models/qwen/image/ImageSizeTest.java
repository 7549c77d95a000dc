package dev.millrace.models.qwen.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSizeTest {

    /** Height, width, and both as the reference's processors make them under the limits of the published checkpoints. */
    @ParameterizedTest
    @CsvSource({
        "42, 70, 28, 3136, 12845056, 56, 56",
        "70, 42, 28, 3136, 12845056, 56, 56",
        "10, 9, 28, 3136, 12845056, 84, 56",
        "1080, 1920, 28, 3136, 12845056, 1092, 1932",
        "42, 70, 32, 65536, 16777216, 224, 352",
        "4000, 3000, 32, 65536, 16777216, 4000, 3008",
        "4000, 3000, 28, 200704, 1003520, 1148, 840",
        "14, 300, 28, 200704, 1003520, 112, 2100",
    })
    void shouldBeThatOfTheReference(
            int height, int width, int cell, int least, int most, int seenHeight, int seenWidth) {
        assertThat(new ImageSize(height, width).resized(cell, least, most))
                .isEqualTo(new ImageSize(seenHeight, seenWidth));
    }

    @Test
    void shouldRefuseWhatIsNearlyALine() {
        assertThatThrownBy(() -> new ImageSize(1, 201).resized(28, 3136, 12845056))
                .hasMessage("it has 201x1 pixels, one edge more than 200 times the other");
    }
}
