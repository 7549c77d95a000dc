package dev.millrace.streams.advantage;

/**
 * Rewards as deviations from their mean.
 *
 * <p>They are shifted by the first reward before anything is summed: the difference of close numbers is exact in
 * floating point, so a group of large and nearly equal rewards keeps its small differences, and the deviations sum to 0
 * up to the rounding of the group's range instead of its magnitude.
 */
final class Deviations {

    private final double mean;
    private final double[] values;

    private Deviations(double mean, double[] values) {
        this.mean = mean;
        this.values = values;
    }

    static Deviations of(GroupRewards rewards) {
        int n = rewards.size();
        double first = rewards.at(0);
        double shifted = 0.0;
        for (int i = 0; i < n; i++) {
            shifted += rewards.at(i) - first;
        }
        shifted /= n;
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = (rewards.at(i) - first) - shifted;
        }
        return new Deviations(first + shifted, values);
    }

    double mean() {
        return mean;
    }

    double at(int index) {
        return values[index];
    }

    double standard(StandardDeviation kind) {
        double squares = 0.0;
        for (double value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / kind.denominator(values.length));
    }

    /** The deviations, each multiplied by {@code factor}. */
    Advantages times(double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] * factor;
        }
        return new Advantages(scaled);
    }

    /** The deviations, each divided by {@code divisor}. */
    Advantages over(double divisor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = values[i] / divisor;
        }
        return new Advantages(scaled);
    }
}
