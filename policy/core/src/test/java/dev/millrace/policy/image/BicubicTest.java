package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BicubicTest {

    /** Digests of what Pillow 12.3.0 makes of the same noise by {@code Image.resize(size, Image.BICUBIC)}. */
    @ParameterizedTest
    @CsvSource({
        "7, 5, fad42f8190f9af70785ccaddde8892968745eb0ab235b241f98c7f1166b2db84",
        "64, 48, 13437c28081cb9a98243c69d03934ca63d773f7318d26bb3031e920bf4493b2b",
        "33, 32, 4c417ee0f69362045dc73b1b9b2bc1fb9d0f0b849d02cdafaf018540b3890022",
        "200, 3, 0596ad39bf5ff343990793e914e5967e43dfa71c51f0723ad8f84a8022cfd857",
        "32, 90, b7880565c01797364e9d6738c99fd54dfc0a83217a0768ee818671cf4926c863",
    })
    void shouldResampleAsPillowDoes(int width, int height, String digest) {
        // Given
        RgbImage noise = RgbImage.of(width, height, noise(width * height * 3));

        // When
        RgbImage resized = noise.resized(32, 32);

        // Then
        assertThat(Sha256.of(resized.toBytes())).isEqualTo(digest);
    }

    @Test
    void shouldLeaveAnImageOfThatSizeAsItIs() {
        RgbImage image = Pictures.noise(32, 32, 1);

        assertThat(image.resized(32, 32)).isSameAs(image);
    }

    /** A linear congruential generator that is quickly written in any language. */
    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        long state = 1;
        for (int i = 0; i < length; i++) {
            state = (state * 1103515245 + 12345) & 0x7fffffff;
            bytes[i] = (byte) (state >> 16);
        }
        return bytes;
    }
}
