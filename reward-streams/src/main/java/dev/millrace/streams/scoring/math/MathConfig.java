package dev.millrace.streams.scoring.math;

/**
 * How answers are compared.
 *
 * @param mark where in a response the answer stands: {@code any}, {@code boxed} or {@code tag}
 * @param relativeTolerance how far a number may be from its reference, as a fraction of it, from 0 to 1; of at most 1e-6 it is
 *     there for rounding only, and two whole numbers have to be equal
 * @param absoluteTolerance how far a number may be from its reference in any case, at least 0
 * @param units whether units are {@code optional}, {@code required} or {@code ignored}
 */
public record MathConfig(AnswerMark mark, double relativeTolerance, double absoluteTolerance, UnitRule units) {

    /** @throws IllegalArgumentException that begins with the key, if a tolerance is out of its range */
    public MathConfig {
        if (!(relativeTolerance >= 0 && relativeTolerance <= 1)) {
            throw new IllegalArgumentException("relative_tolerance must be from 0 to 1, not " + relativeTolerance);
        }
        if (!(absoluteTolerance >= 0 && absoluteTolerance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "absolute_tolerance must be 0 or a positive number, not " + absoluteTolerance);
        }
    }

    /** Any mark, tolerances for rounding, optional units. */
    public static MathConfig defaults() {
        return new MathConfig(AnswerMark.ANY, 1e-6, 1e-9, UnitRule.OPTIONAL);
    }
}
