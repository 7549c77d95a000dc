package dev.millrace.models.qwen.config;

import java.util.Arrays;

/**
 * Rotary positions with three axes (M-RoPE): each frequency turns by the position on one of them.
 *
 * @param theta base of the frequencies
 * @param time frequencies that go by time
 * @param height frequencies that go by the row
 * @param width frequencies that go by the column
 * @param interleaved whether the axes take turns (Qwen3-VL), or stand in three blocks (Qwen2.5-VL)
 */
public record MultimodalRotary(double theta, int time, int height, int width, boolean interleaved) {

    private static final int AXES = 3;

    public MultimodalRotary {
        if (!(theta > 1) || time < 0 || height < 0 || width < 0) {
            throw new IllegalArgumentException("theta must be above 1 and mrope_section hold three numbers from 0, not "
                    + theta + " and [" + time + ", " + height + ", " + width + "]");
        }
    }

    /** Number of frequencies: half of a head's size. */
    public int frequencies() {
        return time + height + width;
    }

    /** For each frequency the axis that it goes by: 0 time, 1 height, 2 width. */
    public int[] axes() {
        int[] axes = new int[frequencies()];
        if (interleaved) {
            for (int f = 1; f < AXES * height && f < axes.length; f += AXES) {
                axes[f] = 1;
            }
            for (int f = 2; f < AXES * width && f < axes.length; f += AXES) {
                axes[f] = 2;
            }
        } else {
            Arrays.fill(axes, time, time + height, 1);
            Arrays.fill(axes, time + height, axes.length, 2);
        }
        return axes;
    }

    /** The frequencies, {@code theta^(-2f/d)} with d twice their number, in float32 as all implementations have them. */
    public float[] inverseFrequencies() {
        float[] frequencies = new float[frequencies()];
        for (int f = 0; f < frequencies.length; f++) {
            float exponent = (float) (2 * f) / (2 * frequencies.length);
            frequencies[f] = (float) (1.0 / Math.pow(theta, exponent));
        }
        return frequencies;
    }
}
