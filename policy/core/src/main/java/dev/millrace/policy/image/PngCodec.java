package dev.millrace.policy.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** PNG files in and out, through the platform's own codec, in memory only. Stateless: safe on any thread. */
public final class PngCodec {

    /** The media type of what this codec reads and writes. */
    public static final String MEDIA_TYPE = "image/png";

    private static final String FORMAT = "png";

    private PngCodec() {}

    /** Encodes a picture without loss; the same picture gives the same bytes on the same Java runtime. */
    public static EncodedImage encode(RgbImage image) {
        ImageWriter writer = first(ImageIO.getImageWritersByFormatName(FORMAT), "writer");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(image.toBufferedImage());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        } finally {
            writer.dispose();
        }
        return EncodedImage.of(MEDIA_TYPE, bytes.toByteArray());
    }

    /**
     * Decodes with the default limits.
     *
     * @param source what the bytes are called in error messages, for instance their file
     * @throws ImageException if they are not a whole and sound PNG image within the limits
     */
    public static RgbImage decode(byte[] encoded, String source) {
        return decode(encoded, source, ImageLimits.defaults());
    }

    /**
     * Decodes an image that says it is PNG, with the default limits; its digest names it in error messages.
     *
     * @throws ImageException if it is not a whole and sound PNG image within the limits
     */
    public static RgbImage decode(EncodedImage image) {
        String source = "image " + image.digest();
        if (!image.mediaType().equals(MEDIA_TYPE)) {
            throw new ImageException(source, "is " + image.mediaType() + "; only " + MEDIA_TYPE + " is read");
        }
        return decode(image.toBytes(), source);
    }

    /**
     * Decodes an image of any PNG colour type, as viewers show it and the loaders of the VLM ecosystem read it: gray and
     * palettes become RGB, 16 bits become 8, interlaced rows their order, and it is turned as its {@code eXIf} chunk says.
     * Transparency is dropped and the colour beneath kept, samples are taken for sRGB whatever {@code gAMA} or a profile
     * say, and of an animation (APNG) the default image is taken. Orientations in text chunks (XMP, ImageMagick's raw
     * profiles) are not read.
     *
     * @param source what the bytes are called in error messages, for instance their file
     * @throws ImageException if they are not a whole and sound PNG image within the limits
     */
    public static RgbImage decode(byte[] encoded, String source, ImageLimits limits) {
        limits.checkSize(source, encoded.length);
        Orientation orientation = PngStructure.check(source, encoded, limits).orientation();
        ImageReader reader = first(ImageIO.getImageReadersByFormatName(FORMAT), "reader");
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            // No metadata: compressed texts and profiles in it could be bombs of their own.
            reader.setInput(input, true, true);
            BufferedImage image = reader.read(0);
            return orientation.shown(RgbImage.of(image));
        } catch (IOException | RuntimeException e) {
            // The platform's decoder answers some malformed files with unchecked exceptions.
            throw new ImageException(source, "cannot be decoded as PNG: " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }

    private static <T> T first(Iterator<T> codecs, String role) {
        if (!codecs.hasNext()) {
            throw new IllegalStateException("this Java runtime has no PNG " + role + " (module java.desktop)");
        }
        return codecs.next();
    }
}
