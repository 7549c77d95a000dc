package dev.millrace.policy.image;

import dev.millrace.policy.model.Pixels;
import java.util.Arrays;

/** An image of 8-bit red, green and blue values. Immutable. */
public final class RgbImage {

    private static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] rgb;

    private RgbImage(int width, int height, byte[] rgb) {
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /**
     * An image of these values, copied: row by row, red, green and blue of each pixel.
     *
     * @throws IllegalArgumentException if their number is not {@code 3 · width · height}
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)) {
            throw new IllegalArgumentException(
                    "an image of " + width + "x" + height + " pixels has not " + rgb.length + " bytes");
        }
        return new RgbImage(width, height, rgb.clone());
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixel at a place as {@code 0xRRGGBB}. */
    public int pixel(int row, int column) {
        int at = (row * width + column) * CHANNELS;
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
    }

    /** The same image as shares of 255, as the policy takes it. */
    public Pixels toPixels() {
        float[] values = new float[rgb.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (rgb[i] & 0xff) / 255f;
        }
        return Pixels.of(width, height, CHANNELS, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage image
                && width == image.width
                && height == image.height
                && Arrays.equals(rgb, image.rgb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + "x" + height + "]";
    }
}
