package dev.millrace.streams.reshaping;

import java.util.Arrays;

/**
 * Arithmetic over the first n values of arrays, which are numbers, in place. Pure besides its arguments; allocates nothing. It
 * compares by hand: {@code Math.max} also thinks of what is no number, and takes several times as long.
 */
final class Kernels {

    /** Differences below it, in nat, are what measuring in float32 leaves of equal values; stretching them would amplify noise. */
    private static final double LEAST_RANGE = 1e-5;

    private static final long FRACTION_UNITS = 1_000_000;

    private Kernels() {}

    static double max(double[] values, int n) {
        double max = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < n; t++) {
            max = values[t] > max ? values[t] : max;
        }
        return max;
    }

    /** {@code Math.max(0, x)} of a number of less than half the largest, by arithmetic that is exact. */
    static double positive(double x) {
        return (x + Math.abs(x)) * 0.5;
    }

    static double sum(double[] values, int n) {
        double sum = 0;
        for (int t = 0; t < n; t++) {
            sum += values[t];
        }
        return sum;
    }

    /** Maps the smallest value to 0 and the largest to 1; equal values, within rounding, to 0, and then gives false. */
    static boolean minMax(double[] values, int n) {
        double max = max(values, n);
        double min = Double.POSITIVE_INFINITY;
        for (int t = 0; t < n; t++) {
            min = values[t] < min ? values[t] : min;
        }
        double range = max - min;
        boolean varies = range > LEAST_RANGE;
        for (int t = 0; t < n; t++) {
            values[t] = varies ? (values[t] - min) / range : 0;
        }
        return varies;
    }

    /** Multiplies by n / Σ, so that the mean is 1; leaves a sum of 0 as it is, and then gives false. */
    static boolean conserveMass(double[] weights, int n) {
        double sum = sum(weights, n);
        if (sum == 0) {
            return false;
        }
        double factor = n / sum;
        for (int t = 0; t < n; t++) {
            weights[t] *= factor;
        }
        return true;
    }

    /** ⌈fraction · n⌉ in integers: in floating point it is off by one for some fractions, 0.6 · 5 for instance. */
    static int top(double fraction, int n) {
        long units = Math.round(fraction * FRACTION_UNITS);
        return (int) ((units * n + FRACTION_UNITS - 1) / FRACTION_UNITS);
    }

    /**
     * Weighs the {@code keep} largest values with {@code weight}, the others with 0; of equal values the earlier token
     * goes first.
     *
     * @param sorted room for n values
     */
    static void keepLargest(double[] values, int n, int keep, double weight, double[] sorted, double[] weights) {
        System.arraycopy(values, 0, sorted, 0, n);
        Arrays.sort(sorted, 0, n);
        double threshold = sorted[n - keep];
        int equal = keep;
        for (int t = 0; t < n; t++) {
            equal -= values[t] > threshold ? 1 : 0;
        }
        for (int t = 0; t < n; t++) {
            boolean kept = values[t] > threshold;
            if (values[t] == threshold && equal > 0) {
                kept = true;
                equal--;
            }
            weights[t] = kept ? weight : 0;
        }
    }
}
