package dev.millrace.policy.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** Reads images that are no PNG, in memory only, by the readers of {@link ImageIO}. Stateless. */
final class ForeignCodec {

    /** Of a GIF, whose frames are all passed over to count them. */
    private static final int MAX_FRAMES = 256;

    private static final String CUT_OFF = "premature end";

    private ForeignCodec() {}

    /** The first frame as viewers show it; errors as {@link ImageIntake#of}. */
    static RgbImage decode(ImageFormat format, byte[] encoded, String source, ImageLimits limits) {
        if (format == ImageFormat.TIFF_LITTLE || format == ImageFormat.TIFF_BIG) {
            TiffBounds.check(encoded, source, limits);
        }
        ImageReader reader = reader(format, source);
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            // No metadata: texts and profiles in it could be bombs of their own.
            reader.setInput(input, false, true);
            limits.checkSides(source, reader.getWidth(0), reader.getHeight(0));
            checkFrames(format, reader, source);
            RgbImage stored = read(format, reader, encoded, source);
            return ExifPlace.orientation(format, encoded, source).shown(stored);
        } catch (ImageException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The platform's decoders answer some malformed files with unchecked exceptions.
            throw new ImageException(source, "cannot be decoded as " + format.label() + ": " + said(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static RgbImage read(ImageFormat format, ImageReader reader, byte[] encoded, String source)
            throws IOException {
        AtomicReference<@Nullable String> damage = new AtomicReference<>();
        reader.addIIOReadWarningListener((from, warning) -> {
            if (warning.toLowerCase(Locale.ROOT).contains(CUT_OFF)) {
                damage.set(warning);
            }
        });
        RgbImage image;
        if (format == ImageFormat.JPEG && JpegSegments.of(encoded, source).isCmyk()) {
            image = CmykJpeg.rgb(
                    reader.readRaster(0, null), JpegSegments.of(encoded, source).adobeTransform());
        } else {
            BufferedImage decoded = reader.read(0);
            image = RgbImage.of(decoded);
        }
        String cut = damage.get();
        if (cut != null) {
            throw new ImageException(source, "is cut off (" + cut + "); fetch it again");
        }
        return image;
    }

    private static void checkFrames(ImageFormat format, ImageReader reader, String source) throws IOException {
        if (format == ImageFormat.GIF && reader.getNumImages(true) > MAX_FRAMES) {
            throw ImageException.aboveLimit(
                    source, "has " + reader.getNumImages(true) + " frames, more than the limit of " + MAX_FRAMES);
        }
    }

    private static ImageReader reader(ImageFormat format, String source) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.reader());
        if (!readers.hasNext()) {
            throw new ImageException(source, "is " + format.label() + ", which this Java runtime cannot read");
        }
        return readers.next();
    }

    private static String said(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
