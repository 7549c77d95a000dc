package dev.millrace.cli.bench;

import java.util.List;

/**
 * Several measurements of one thing.
 *
 * @param median the middle one, the upper of two
 * @param min the smallest
 * @param max the largest
 */
public record Spread(double median, double min, double max) {

    /** @param values at least one */
    public static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return new Spread(sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** The value below which this share of {@code values} lies. */
    static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
    }
}
