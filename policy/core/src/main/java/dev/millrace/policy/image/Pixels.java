package dev.millrace.policy.image;

import java.util.Arrays;

/**
 * An image as the policy sees it: float values in [0, 1], row by row, channels innermost (HWC). Immutable.
 *
 * <p>Kept in floats, not bytes, so that a perturbed view (noise of σ = 0.05) is not rounded.
 */
public final class Pixels {

    private final int width;
    private final int height;
    private final int channels;
    private final float[] values;

    private Pixels(int width, int height, int channels, float[] values) {
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.values = values;
    }

    /**
     * An image of these values, copied.
     *
     * @throws IllegalArgumentException if their number is wrong or one is not finite
     */
    public static Pixels of(int width, int height, int channels, float... values) {
        if (values.length != Math.multiplyExact(Math.multiplyExact(width, height), channels)) {
            throw new IllegalArgumentException(
                    "an image of " + width + "x" + height + "x" + channels + " has not " + values.length + " values");
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("an image holds the value " + value);
            }
        }
        return new Pixels(width, height, channels, values.clone());
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int channels() {
        return channels;
    }

    /** A copy of the values, HWC. */
    public float[] toArray() {
        return values.clone();
    }

    /** Copies a run of values within one row: {@code count} values from (row, column, first channel). */
    public void copyRow(int row, int column, int count, float[] destination, int offset) {
        System.arraycopy(values, (row * width + column) * channels, destination, offset, count);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels pixels
                && width == pixels.width
                && height == pixels.height
                && channels == pixels.channels
                && Arrays.equals(values, pixels.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Pixels[" + width + "x" + height + "x" + channels + "]";
    }
}
