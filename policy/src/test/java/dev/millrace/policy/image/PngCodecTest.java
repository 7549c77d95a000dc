package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PngCodecTest {

    private static final RgbImage PICTURE = Pictures.noise(13, 7, 42);
    private static final byte[] FILE = PngCodec.encode(PICTURE).toBytes();

    @Test
    void shouldReturnThePictureItWasGiven() {
        assertThat(PngCodec.decode(PngCodec.encode(PICTURE))).isEqualTo(PICTURE);
    }

    @Test
    void shouldEncodeTheSamePictureInTheSameBytes() {
        assertThat(PngCodec.encode(PICTURE)).isEqualTo(PngCodec.encode(Pictures.noise(13, 7, 42)));
    }

    @Test
    void shouldRefuseEveryTruncation() {
        for (int length = 0; length < FILE.length; length++) {
            byte[] cut = Arrays.copyOf(FILE, length);
            assertThatThrownBy(() -> PngCodec.decode(cut, "cut.png"))
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith("cut.png: ");
        }
    }

    @Test
    void shouldRefuseEveryDamagedByte() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int at = 0; at < FILE.length; at++) {
            byte[] damaged = FILE.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> PngCodec.decode(damaged, "damaged.png"))
                    .as("byte %d, seed %d", at, seed)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void shouldSayWhereAChunkIsCutOff() {
        // The header's chunk of 25 bytes follows the signature of 8.
        assertThatThrownBy(() -> PngCodec.decode(Arrays.copyOf(FILE, 37), "cut.png"))
                .hasMessage("cut.png: at byte 33: the file is cut off: a chunk should begin, 4 bytes remain");
    }

    @Test
    void shouldRefuseWhatIsNoPng() {
        byte[] text = "hello, world".getBytes(StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> PngCodec.decode(text, "a.txt"))
                .hasMessage("a.txt: is not a PNG image (it does not begin with its signature); convert it");
        assertThatThrownBy(() -> PngCodec.decode(EncodedImage.of("image/jpeg", text)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("is image/jpeg");
    }

    @Test
    void shouldRefuseADeclaredSizeBeforeDecoding() {
        // Given
        byte[] bomb = withDeclaredSize(60_000, 60_000);
        byte[] huge = withDeclaredSize(-1, 1);
        byte[] nothing = withDeclaredSize(0, 1);

        // When / Then
        assertThatThrownBy(() -> PngCodec.decode(bomb, "bomb.png"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("bomb.png: declares a size of 60000x60000, above the limits");
        assertThatThrownBy(() -> PngCodec.decode(huge, "huge.png")).hasMessageContaining("4294967295x1");
        assertThatThrownBy(() -> PngCodec.decode(nothing, "nothing.png")).hasMessageContaining("without pixels");
    }

    @Test
    void shouldHoldEveryLimit() {
        assertThatThrownBy(() -> PngCodec.decode(FILE, "a.png", new ImageLimits(FILE.length - 1, 13, 91)))
                .hasMessageContaining("more than the limit of " + (FILE.length - 1));
        assertThatThrownBy(() -> PngCodec.decode(FILE, "a.png", new ImageLimits(FILE.length, 12, 91)))
                .hasMessageContaining("13x7");
        assertThatThrownBy(() -> PngCodec.decode(FILE, "a.png", new ImageLimits(FILE.length, 13, 90)))
                .hasMessageContaining("13x7");
        assertThatCode(() -> PngCodec.decode(FILE, "a.png", new ImageLimits(FILE.length, 13, 91)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new ImageLimits(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseDataThatDoesNotFillTheDeclaredSize() {
        byte[] taller = withDeclaredSize(13, 70);
        assertThatThrownBy(() -> PngCodec.decode(taller, "taller.png")).isInstanceOf(ImageException.class);
    }

    private static byte[] withDeclaredSize(int width, int height) {
        ByteBuffer file = ByteBuffer.wrap(FILE.clone());
        file.putInt(16, width).putInt(20, height);
        CRC32 checksum = new CRC32();
        checksum.update(file.array(), 12, 17);
        file.putInt(29, (int) checksum.getValue());
        return file.array();
    }
}
