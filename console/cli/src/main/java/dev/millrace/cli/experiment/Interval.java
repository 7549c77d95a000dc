package dev.millrace.cli.experiment;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A mean with its 95 % confidence interval by Student's t.
 *
 * @param mean of the values
 * @param halfWidth of the interval; empty for a single value
 * @param count number of values
 */
public record Interval(double mean, OptionalDouble halfWidth, int count) {

    /** 0.975 quantiles of Student's t for 1 to 30 degrees of freedom. */
    private static final double[] QUANTILES = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042
    };

    private static final double NORMAL_QUANTILE = 1.960;

    /** @throws IllegalArgumentException if there is no value */
    public static Interval of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there is no mean of no values");
        }
        int n = values.size();
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
        if (n == 1) {
            return new Interval(mean, OptionalDouble.empty(), 1);
        }
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        double quantile = n - 2 < QUANTILES.length ? QUANTILES[n - 2] : NORMAL_QUANTILE;
        return new Interval(mean, OptionalDouble.of(quantile * Math.sqrt(squares / (n - 1) / n)), n);
    }

    /** For a table: {@code 0.612 ± 0.018}. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number, mean)
                + (halfWidth.isPresent() ? String.format(Locale.ROOT, " ± " + number, halfWidth.getAsDouble()) : "");
    }
}
