package dev.millrace.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside this test, and what is seen in each ({@code .rgb}), were written by Pillow 12.3.0. */
class ImageIntakeTest {

    private static final ImageLimits LIMITS = ImageLimits.defaults();

    @ParameterizedTest
    @CsvSource({
        "turned.jpg, 8, 12, 2",
        "gray.jpg, 12, 8, 1",
        "cmyk.jpg, 12, 8, 2",
        "palette.gif, 12, 8, 0",
        "moving.gif, 12, 8, 0",
        "plain.bmp, 12, 8, 0",
        "deflated.tiff, 12, 8, 0",
        "turned.tiff, 8, 12, 0",
        "lossless.webp, 12, 8, 0",
        "turned.webp, 8, 12, 0",
        "alpha.webp, 12, 8, 0",
        "lossy.webp, 48, 32, 16",
        "alpha.png, 12, 8, 0",
    })
    void shouldSeeWhatPillowSees(String file, int width, int height, int tolerance) {
        // Given
        byte[] encoded = resource(file);
        byte[] seen = resource(file + ".rgb");

        // When
        EncodedImage image = ImageIntake.of(encoded, file, LIMITS);

        // Then
        assertThat(image.mediaType()).isEqualTo("image/png");
        RgbImage rgb = PngCodec.decode(image);
        assertThat(rgb.width()).isEqualTo(width);
        assertThat(rgb.height()).isEqualTo(height);
        byte[] own = rgb.toBytes();
        for (int i = 0; i < seen.length; i++) {
            assertThat(Math.abs((own[i] & 0xff) - (seen[i] & 0xff)))
                    .as("%s, value %d", file, i)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    @Test
    void shouldLeaveAPlainPngAsItIs() {
        // Given
        EncodedImage plain = PngCodec.encode(Pictures.noise(9, 7, 1));

        // When
        EncodedImage taken = ImageIntake.of(plain.toBytes(), "plain", LIMITS);

        // Then
        assertThat(taken).isEqualTo(plain);
    }

    @Test
    void shouldTakeItsOwnWritingAsItIs() {
        // Given
        EncodedImage written = ImageIntake.of(resource("turned.jpg"), "turned.jpg", LIMITS);

        // When
        EncodedImage again = ImageIntake.of(written.toBytes(), "again", LIMITS);

        // Then
        assertThat(again).isEqualTo(written);
    }

    @Test
    void shouldWriteAnewWhatLoadersSeeDifferently() throws IOException {
        // Given: 16 bits a sample
        BufferedImage deep = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(1, 1, 0, 0x8000);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(deep, "png", bytes);

        // When
        EncodedImage taken = ImageIntake.of(bytes.toByteArray(), "deep", LIMITS);

        // Then
        assertThat(taken.toBytes()).isNotEqualTo(bytes.toByteArray());
        assertThat(PngCodec.decode(taken).rgb(1, 1)).isEqualTo(0x808080);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned.jpg",
                "cmyk.jpg",
                "palette.gif",
                "plain.bmp",
                "deflated.tiff",
                "lossless.webp",
                "alpha.png"
            })
    void shouldRefuseWhatIsCutOff(String file) {
        // Given
        byte[] whole = resource(file);
        byte[] cut = Arrays.copyOf(whole, whole.length * 2 / 3);

        // When / Then
        assertThatThrownBy(() -> ImageIntake.of(cut, file, LIMITS))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned.jpg", "palette.gif", "plain.bmp", "deflated.tiff", "lossless.webp", "alpha.png"})
    void shouldHoldTheLimitsAgainstWhatTheFileDeclares(String file) {
        // Given
        ImageLimits small = new ImageLimits(1 << 20, 10, 100);

        // When / Then
        assertThatThrownBy(() -> ImageIntake.of(resource(file), file, small))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.isLimit()).isTrue())
                .hasMessageContaining("above the limits of 10 pixels a side");
    }

    @Test
    void shouldRefuseAFileOfTooManyFrames() throws IOException {
        // Given
        byte[] film = film(257);

        // When / Then
        assertThatThrownBy(() -> ImageIntake.of(film, "film", LIMITS))
                .hasMessage("film: has 257 frames, more than the limit of 256");
    }

    @Test
    void shouldGiveNoMemoryToATileThatIsFarLargerThanTheImage() {
        // Given: tiles of 8192 by 8192 pixels, by tags in the place of the last two
        byte[] tiff = resource("deflated.tiff");
        ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(4);
        int last = directory + 2 + 12 * (bytes.getShort(directory) - 1);
        for (int tag = 0; tag < 2; tag++) {
            bytes.putShort(last - 12 * tag, (short) (323 - tag))
                    .putShort(last - 12 * tag + 2, (short) 4)
                    .putInt(last - 12 * tag + 4, 1)
                    .putInt(last - 12 * tag + 8, 8192);
        }

        // When / Then
        assertThatThrownBy(() -> ImageIntake.of(tiff, "tiles", LIMITS))
                .hasMessageContaining("has tiles of ")
                .hasMessageContaining("the limit is 67108864");
    }

    @Test
    void shouldGiveNoMemoryToAStripThatIsLongerThanTheFile() {
        // Given: a strip of 2 GiB, by its tag 279
        byte[] tiff = resource("deflated.tiff");
        ByteBuffer bytes = ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN);
        int directory = bytes.getInt(4);
        for (int i = 0; i < bytes.getShort(directory); i++) {
            int entry = directory + 2 + 12 * i;
            if (bytes.getShort(entry) == 279) {
                bytes.putShort(entry + 2, (short) 4).putInt(entry + 8, Integer.MAX_VALUE);
            }
        }

        // When / Then
        assertThatThrownBy(() -> ImageIntake.of(tiff, "tiff", LIMITS))
                .isInstanceOf(ImageException.class)
                .hasMessage("tiff: declares 2147483647 in its tag 279, where there can be " + tiff.length + " at most");
    }

    /** A few bytes of each file changed, again and again; it is taken or refused, and nothing else comes of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "turned.jpg",
                "cmyk.jpg",
                "palette.gif",
                "plain.bmp",
                "deflated.tiff",
                "lossy.webp",
                "turned.webp",
                "alpha.png"
            })
    void shouldTakeOrRefuseDamagedFiles(String file) {
        // Given
        Random random = new Random(5);
        byte[] whole = resource(file);
        ImageLimits small = new ImageLimits(1 << 20, 512, 1 << 16);

        for (int i = 0; i < 100; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j <= i % 4; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }

            // When
            Throwable thrown = catchThrowable(() -> ImageIntake.of(damaged, file, small));

            // Then
            assertThat(thrown == null || thrown instanceof ImageException)
                    .as("%s, seed 5, try %d: %s", file, i, thrown)
                    .isTrue();
        }
    }

    @Test
    void shouldRefuseWhatIsNoImage() {
        assertThatThrownBy(() -> ImageIntake.of("<svg/>".getBytes(StandardCharsets.UTF_8), "x", LIMITS))
                .hasMessage("x: is none of PNG, JPEG, GIF, BMP, TIFF and WebP by its first bytes; convert it");
        assertThatThrownBy(() -> ImageIntake.of(new byte[11], "x", new ImageLimits(10, 1, 1)))
                .hasMessage("x: has 11 bytes, more than the limit of 10");
    }

    private static byte[] film(int frames) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BufferedImage frame = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
        frame.setRGB(0, 0, Color.RED.getRGB());
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.prepareWriteSequence(null);
            for (int i = 0; i < frames; i++) {
                writer.writeToSequence(
                        new IIOImage(
                                frame,
                                null,
                                writer.getDefaultImageMetadata(
                                        ImageTypeSpecifier.createFromRenderedImage(frame), null)),
                        null);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream stream = ImageIntakeTest.class.getResourceAsStream(name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
