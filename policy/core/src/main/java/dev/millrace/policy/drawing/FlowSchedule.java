package dev.millrace.policy.drawing;

import java.util.Arrays;

/** The times of a sampler, strictly falling from 1 (noise) to 0 (data). Immutable. */
public final class FlowSchedule {

    private final float[] times;

    private FlowSchedule(float[] times) {
        this.times = times;
    }

    /**
     * Evenly spaced times, shifted toward the noise.
     *
     * @param steps at least 1
     * @param shift 1 for none; t becomes {@code shift·t / (1 + (shift − 1)·t)}
     */
    public static FlowSchedule of(int steps, double shift) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, not " + steps);
        }
        if (!(shift > 0) || Double.isInfinite(shift)) {
            throw new IllegalArgumentException("shift must be positive, not " + shift);
        }
        float[] times = new float[steps + 1];
        for (int i = 0; i <= steps; i++) {
            double even = 1 - (double) i / steps;
            times[i] = (float) (shift * even / (1 + (shift - 1) * even));
        }
        return new FlowSchedule(times);
    }

    /**
     * Recorded times.
     *
     * @throws IllegalArgumentException if they do not fall strictly from 1 to 0
     */
    public static FlowSchedule recorded(float[] times) {
        if (times.length < 2 || times[0] != 1 || times[times.length - 1] != 0) {
            throw new IllegalArgumentException("the times of a flow run from 1 to 0, not " + Arrays.toString(times));
        }
        for (int i = 1; i < times.length; i++) {
            if (!(times[i] < times[i - 1])) {
                throw new IllegalArgumentException("the times of a flow fall strictly, but entry " + i + " is "
                        + times[i] + " after " + times[i - 1]);
            }
        }
        return new FlowSchedule(times.clone());
    }

    public int steps() {
        return times.length - 1;
    }

    /** Where a step begins; {@code time(steps())} is 0. */
    public float time(int step) {
        return times[step];
    }

    /** The stochastic form of a step. */
    public StochasticStep stochastic(int step, double noiseLevel) {
        return StochasticStep.of(times[step], times[step + 1], times[1], noiseLevel);
    }

    /** A copy of all times. */
    public float[] toArray() {
        return times.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowSchedule schedule && Arrays.equals(times, schedule.times);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(times);
    }

    @Override
    public String toString() {
        return "FlowSchedule" + Arrays.toString(times);
    }
}
