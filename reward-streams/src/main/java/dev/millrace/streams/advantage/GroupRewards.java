package dev.millrace.streams.advantage;

import java.util.Arrays;

/**
 * The composed rewards of the trajectories of one group, in the order of their index. Immutable.
 *
 * <p>Every value is finite and at most {@link #LIMIT} in magnitude, so that no estimator has to think of it again.
 */
public final class GroupRewards {

    /** Beyond this magnitude float64 could no longer keep the sum of a group's advantages within 1e-5 per trajectory. */
    public static final double LIMIT = 1e9;

    private final double[] values;

    private GroupRewards(double[] values) {
        this.values = values;
    }

    /**
     * Wraps a copy of {@code values}.
     *
     * @throws IllegalArgumentException if there are none, or one of them is not {@linkplain #admits admitted}
     */
    public static GroupRewards of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a group without rewards has no advantages");
        }
        for (int i = 0; i < values.length; i++) {
            if (!admits(values[i])) {
                throw new IllegalArgumentException(
                        "reward " + i + " of the group is " + values[i] + "; it must be finite and within ±" + LIMIT);
            }
        }
        return new GroupRewards(values.clone());
    }

    /** Whether a reward is finite and at most {@link #LIMIT} in magnitude. */
    public static boolean admits(double reward) {
        return Math.abs(reward) <= LIMIT;
    }

    /** Number of trajectories, at least 1. */
    public int size() {
        return values.length;
    }

    /** The reward at a place. */
    public double at(int index) {
        return values[index];
    }

    /** Whether all rewards are the same number, so that they say nothing about which trajectory is better. */
    public boolean allEqual() {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    public double mean() {
        return Deviations.of(this).mean();
    }

    /** Sample standard deviation (n − 1); 0 for a single reward. */
    public double sampleDeviation() {
        return allEqual() ? 0.0 : Deviations.of(this).standard(StandardDeviation.SAMPLE);
    }

    /** The rewards as a new array. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupRewards that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
