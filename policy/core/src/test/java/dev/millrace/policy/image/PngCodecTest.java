package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Where the pixel that is stored first, red, is shown, and the one behind it, green. */
    @ParameterizedTest
    @CsvSource({
        "1, 3x2, 0, 0, 1, 0",
        "2, 3x2, 2, 0, 1, 0",
        "3, 3x2, 2, 1, 1, 1",
        "4, 3x2, 0, 1, 1, 1",
        "5, 2x3, 0, 0, 0, 1",
        "6, 2x3, 1, 0, 1, 1",
        "7, 2x3, 1, 2, 1, 1",
        "8, 2x3, 0, 2, 0, 1",
        "0, 3x2, 0, 0, 1, 0",
        "9, 3x2, 0, 0, 1, 0",
    })
    void shouldTurnAsExifSays(int orientation, String size, int redX, int redY, int greenX, int greenY) {
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            // Given
            byte[] rgb = new byte[18];
            rgb[0] = (byte) 255;
            rgb[4] = (byte) 255;
            byte[] file = PngCodec.encode(RgbImage.of(3, 2, rgb)).toBytes();

            // When
            RgbImage shown = PngCodec.decode(withExif(file, exif(order, orientation)), "turned.png");

            // Then
            assertThat(shown.width() + "x" + shown.height()).isEqualTo(size);
            assertThat(shown.rgb(redX, redY)).isEqualTo(0xff0000);
            assertThat(shown.rgb(greenX, greenY)).isEqualTo(0x00ff00);
        }
    }

    @Test
    void shouldBeTurnedOnceAndForAllWhereItIsTakenIn() {
        // Given
        byte[] turned = withExif(FILE, exif(ByteOrder.BIG_ENDIAN, 6));

        // When
        EncodedImage taken = ImageIntake.of(turned, "turned.png", ImageLimits.defaults());

        // Then
        assertThat(PngCodec.decode(taken)).isEqualTo(PngCodec.decode(turned, "turned.png"));
        assertThat(new String(taken.toBytes(), StandardCharsets.ISO_8859_1)).doesNotContain("eXIf");
    }

    @Test
    void shouldRefuseExifThatCannotBeReadWhereverItIsCutOff() {
        // Given
        byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);

        for (int length = 0; length < exif.length - 4; length++) {
            byte[] cut = Arrays.copyOf(exif, length);

            // When / Then
            assertThatThrownBy(() -> PngCodec.decode(withExif(FILE, cut), "a.png"))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("a.png: at byte 33: the eXIf chunk ")
                    .hasMessageContaining("remove the chunk");
        }
    }

    @Test
    void shouldNotMindWhateverStandsInExif() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] exif = exif(ByteOrder.LITTLE_ENDIAN, 3);
            exif[random.nextInt(exif.length)] = (byte) random.nextInt();
            exif[random.nextInt(exif.length)] = (byte) random.nextInt();
            try {
                PngCodec.decode(withExif(FILE, exif), "a.png");
            } catch (ImageException e) {
                assertThat(e.getMessage()).as("seed %d", seed).contains("the eXIf chunk");
            }
        }
    }

    @Test
    void shouldRefuseTwoExifChunks() {
        byte[] twice = withExif(withExif(FILE, exif(ByteOrder.BIG_ENDIAN, 1)), exif(ByteOrder.BIG_ENDIAN, 6));

        assertThatThrownBy(() -> PngCodec.decode(twice, "a.png")).hasMessageContaining("a second eXIf chunk");
    }

    /** Exif data with the orientation as their one entry. */
    private static byte[] exif(ByteOrder order, int orientation) {
        return ByteBuffer.allocate(26)
                .put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII))
                .order(order)
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    private static byte[] withExif(byte[] png, byte[] exif) {
        ByteBuffer file = ByteBuffer.allocate(png.length + 12 + exif.length);
        file.put(png, 0, 33)
                .putInt(exif.length)
                .put("eXIf".getBytes(StandardCharsets.US_ASCII))
                .put(exif);
        CRC32 checksum = new CRC32();
        checksum.update(file.array(), 37, 4 + exif.length);
        return file.putInt((int) checksum.getValue())
                .put(png, 33, png.length - 33)
                .array();
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
