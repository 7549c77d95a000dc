package dev.millrace.policy.image;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/** A picture of 8-bit sRGB pixels, row by row, red, green and blue innermost (HWC). Immutable; equal by content. */
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
     * A picture of these bytes, copied.
     *
     * @param rgb {@code height * width * 3} unsigned bytes, HWC
     * @throws IllegalArgumentException if a side is not positive or the number of bytes is wrong
     */
    public static RgbImage of(int width, int height, byte[] rgb) {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("an image has at least one pixel, not " + width + "x" + height);
        }
        if (rgb.length != (long) width * height * CHANNELS) {
            throw new IllegalArgumentException(
                    "an RGB image of " + width + "x" + height + " has not " + rgb.length + " bytes");
        }
        return new RgbImage(width, height, rgb.clone());
    }

    /** The picture a buffered image shows; see {@link BufferedImages} for how other colour models become RGB. */
    public static RgbImage of(BufferedImage image) {
        return new RgbImage(image.getWidth(), image.getHeight(), BufferedImages.rgbBytes(image));
    }

    /**
     * The picture of values in [0, 1], each rounded to 8 bits; values outside are moved to the nearest within.
     *
     * @throws IllegalArgumentException if it has not three channels
     */
    public static RgbImage of(Pixels pixels) {
        if (pixels.channels() != CHANNELS) {
            throw new IllegalArgumentException("an RGB image has three channels, not " + pixels.channels());
        }
        float[] values = pixels.toArray();
        byte[] rgb = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            rgb[i] = (byte) Math.round(Math.max(0, Math.min(1, values[i])) * 255);
        }
        return new RgbImage(pixels.width(), pixels.height(), rgb);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The colour at a column and a row as 0xRRGGBB. */
    public int rgb(int x, int y) {
        int at = (Math.multiplyExact(Objects.checkIndex(y, height), width) + Objects.checkIndex(x, width)) * CHANNELS;
        return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
    }

    /** A copy of the bytes, HWC. */
    public byte[] toBytes() {
        return rgb.clone();
    }

    /** The picture as the policy sees it: every byte divided by 255. */
    public Pixels toPixels() {
        float[] values = new float[rgb.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (rgb[i] & 0xff) / 255f;
        }
        return Pixels.of(width, height, CHANNELS, values);
    }

    /** The picture in another size, by {@link Bicubic}; the same picture where it has that size. */
    public RgbImage resized(int toWidth, int toHeight) {
        return toWidth == width && toHeight == height
                ? this
                : new RgbImage(toWidth, toHeight, Bicubic.resize(rgb, width, height, toWidth, toHeight));
    }

    /** A copy of type {@link BufferedImage#TYPE_INT_RGB}. */
    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += CHANNELS) {
                row[x] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
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
        return 31 * width + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + "x" + height + "]";
    }
}
