package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedImageTest {

    private static final byte[] ABC = "abc".getBytes(StandardCharsets.US_ASCII);
    // FIPS 180-2, appendix B.1.
    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void shouldTakeBytesForWhatTheyAreWhateverTheirLabelSays() {
        assertThat(EncodedImage.labelled("application/octet-stream", ABC)).isEqualTo(EncodedImage.of("image/png", ABC));
        assertThat(EncodedImage.labelled("image/jpeg", ABC).mediaType()).isEqualTo("image/jpeg");
        assertThatThrownBy(() -> EncodedImage.labelled("", new byte[0])).hasMessageContaining("at least one byte");
    }

    @Test
    void shouldBeNamedByTheDigestOfItsBytes() {
        assertThat(EncodedImage.of("image/png", ABC).digest()).isEqualTo(new ImageDigest(SHA256_OF_ABC));
    }

    @Test
    void shouldKeepItsOwnBytes() {
        // Given
        byte[] bytes = ABC.clone();
        EncodedImage image = EncodedImage.of("image/png", bytes);

        // When
        bytes[0] = 0;
        image.toBytes()[1] = 0;
        image.content().get();

        // Then
        assertThat(image.content().isReadOnly()).isTrue();
        assertThat(image.content().remaining()).isEqualTo(3);
        assertThat(image.toBytes()).isEqualTo(ABC);
        assertThat(image).isEqualTo(EncodedImage.of("image/png", ABC));
    }

    @Test
    void shouldRefuseWhatIsNoImage() {
        assertThatThrownBy(() -> EncodedImage.of("text/plain", ABC)).hasMessageContaining("text/plain");
        assertThatThrownBy(() -> EncodedImage.of("image/png", new byte[0])).hasMessageContaining("at least one byte");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
    void shouldRefuseOtherFormsOfDigest(String text) {
        assertThatThrownBy(() -> new ImageDigest(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 lower-case hexadecimal digits");
    }
}
