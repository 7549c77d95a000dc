package dev.millrace.streams.scoring.math;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * When two numbers are the same.
 *
 * @param relative as a fraction of the reference
 * @param absolute in any case
 */
record NumberTolerance(double relative, double absolute) {

    /** Up to here a relative tolerance is for rounding, and whole numbers are not rounded. */
    private static final double ROUNDING = 1e-6;

    /**
     * Whether an answer is near enough.
     *
     * @param factor of the answer: 0.01 for a per cent
     */
    boolean holds(BigDecimal reference, BigDecimal answer, double factor) {
        BigDecimal meant = factor == 1 ? answer : answer.multiply(BigDecimal.valueOf(factor), MathContext.DECIMAL128);
        BigDecimal distance = reference.subtract(meant, MathContext.DECIMAL128).abs();
        if (distance.signum() == 0 || distance.compareTo(BigDecimal.valueOf(absolute)) <= 0) {
            return true;
        }
        boolean exact = relative <= ROUNDING && isWhole(reference) && isWhole(meant);
        return !exact
                && distance.compareTo(reference.abs().multiply(BigDecimal.valueOf(relative), MathContext.DECIMAL128))
                        <= 0;
    }

    private static boolean isWhole(BigDecimal value) {
        return value.stripTrailingZeros().scale() <= 0;
    }
}
