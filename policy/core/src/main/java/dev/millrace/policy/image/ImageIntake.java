package dev.millrace.policy.image;

/**
 * Images of any common format, made into the one form that is logged and trained on: a PNG file that every loader sees alike.
 * That is done once, where a data set is read; its hash is the image's identity from there on.
 *
 * <p>A PNG of at most 8 bits a sample, without transparency, animation or a turn stays as it is, byte by byte. Of all others
 * the picture is written anew: turned as Exif says, the colour beneath transparency kept, CMYK and palettes as RGB, 16 bits as
 * 8, of several frames the first. Stateless: safe on any thread.
 */
public final class ImageIntake {

    private ImageIntake() {}

    /**
     * The image in its one form.
     *
     * @param source what the bytes are called in error messages, for instance their file
     * @throws ImageException if they are no image of a format that is read (PNG, JPEG, GIF, BMP, TIFF, WebP), damaged, cut off,
     *     or above the limits, which are held against what the file declares before anything is decoded
     */
    public static EncodedImage of(byte[] encoded, String source, ImageLimits limits) {
        limits.checkSize(source, encoded.length);
        ImageFormat format = ImageFormat.of(encoded)
                .orElseThrow(() -> new ImageException(
                        source, "is none of PNG, JPEG, GIF, BMP, TIFF and WebP by its first bytes; convert it"));
        if (format == ImageFormat.PNG) {
            boolean plain = PngStructure.check(source, encoded, limits).plain();
            // Decoded in any case, so that what is published is known to be sound.
            RgbImage image = PngCodec.decode(encoded, source, limits);
            return plain ? EncodedImage.of(PngCodec.MEDIA_TYPE, encoded) : written(image, source, limits);
        }
        return written(ForeignCodec.decode(format, encoded, source, limits), source, limits);
    }

    private static EncodedImage written(RgbImage image, String source, ImageLimits limits) {
        EncodedImage png = PngCodec.encode(image);
        limits.checkSize(source + " as PNG", png.size());
        return png;
    }
}
