package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class RgbImageTest {

    private static final byte[] TWO_BY_ONE = {(byte) 255, 0, 51, 1, 2, 3};

    @Test
    void shouldKeepItsOwnBytes() {
        // Given
        byte[] bytes = TWO_BY_ONE.clone();
        RgbImage image = RgbImage.of(2, 1, bytes);

        // When
        bytes[0] = 7;
        image.toBytes()[1] = 7;

        // Then
        assertThat(image.toBytes()).isEqualTo(TWO_BY_ONE);
        assertThat(image.rgb(0, 0)).isEqualTo(0xff0033);
        assertThat(image.rgb(1, 0)).isEqualTo(0x010203);
    }

    @Test
    void shouldBeEqualByContent() {
        assertThat(RgbImage.of(2, 1, TWO_BY_ONE))
                .isEqualTo(RgbImage.of(2, 1, TWO_BY_ONE))
                .hasSameHashCodeAs(RgbImage.of(2, 1, TWO_BY_ONE))
                .isNotEqualTo(RgbImage.of(1, 2, TWO_BY_ONE));
    }

    @Test
    void shouldBecomePixelsFromZeroToOne() {
        // When
        float[] values = RgbImage.of(2, 1, TWO_BY_ONE).toPixels().toArray();

        // Then
        assertThat(values).containsExactly(1f, 0f, 0.2f, 1 / 255f, 2 / 255f, 3 / 255f);
    }

    @Test
    void shouldSurviveBufferedImages() {
        // Given
        RgbImage image = Pictures.noise(5, 3, 1);

        // When
        RgbImage back = RgbImage.of(image.toBufferedImage());

        // Then
        assertThat(back).isEqualTo(image);
    }

    @Test
    void shouldKeepTheValuesOfGrayImages() {
        // Given
        BufferedImage gray = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        gray.getRaster().setSample(0, 0, 0, 128);
        BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 128 * 257);

        // When / Then
        assertThat(RgbImage.of(gray).rgb(0, 0)).isEqualTo(0x808080);
        assertThat(RgbImage.of(deep).rgb(0, 0)).isEqualTo(0x808080);
    }

    @Test
    void shouldDropTransparencyAndKeepTheColour() {
        // Given
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x20102030);

        // When / Then
        assertThat(RgbImage.of(image).rgb(0, 0)).isEqualTo(0x102030);
    }

    @Test
    void shouldRefuseWrongSizes() {
        assertThatThrownBy(() -> RgbImage.of(2, 2, TWO_BY_ONE)).hasMessage("an RGB image of 2x2 has not 6 bytes");
        assertThatThrownBy(() -> RgbImage.of(0, 2, new byte[0])).hasMessageContaining("at least one pixel");
        assertThatThrownBy(() -> RgbImage.of(2, 1, TWO_BY_ONE).rgb(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
