package dev.millrace.policy.image;

/**
 * How large an image from outside may be. Held against what the file declares before a pixel of it is decoded, since a
 * few kilobytes can declare gigabytes of pixels.
 *
 * @param maxBytes of the encoded file
 * @param maxSide width and height, in pixels
 * @param maxPixels width times height
 */
public record ImageLimits(int maxBytes, int maxSide, int maxPixels) {

    public ImageLimits {
        if (maxBytes < 1 || maxSide < 1 || maxPixels < 1) {
            throw new IllegalArgumentException("image limits are positive, not " + maxBytes + " bytes, a side of "
                    + maxSide + ", " + maxPixels + " pixels");
        }
    }

    /** 32 MiB, 8,192 pixels a side, 16,777,216 pixels in all (64 MiB decoded). */
    public static ImageLimits defaults() {
        return new ImageLimits(32 << 20, 8_192, 1 << 24);
    }

    void checkSize(String source, long bytes) {
        if (bytes > maxBytes) {
            throw ImageException.aboveLimit(source, "has " + bytes + " bytes, more than the limit of " + maxBytes);
        }
    }

    void checkSides(String source, long width, long height) {
        if (width < 1 || height < 1) {
            throw new ImageException(source, "declares a size of " + width + "x" + height + ", without pixels");
        }
        if (width > maxSide || height > maxSide || width * height > maxPixels) {
            throw ImageException.aboveLimit(
                    source,
                    "declares a size of " + width + "x" + height + ", above the limits of " + maxSide
                            + " pixels a side and " + maxPixels + " in all; make it smaller");
        }
    }
}
