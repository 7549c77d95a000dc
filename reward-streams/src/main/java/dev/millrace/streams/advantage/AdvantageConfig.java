package dev.millrace.streams.advantage;

/**
 * How advantages are computed.
 *
 * @param estimator {@code grpo}, {@code dr_grpo}, {@code rloo}, {@code opo}, {@code passk} or {@code best_of_n}
 * @param epsilon added to the standard deviation that {@code grpo} and {@code passk} divide by; 1e-4 as in TRL, verl has 1e-6
 * @param std which standard deviation they divide by
 * @param zeroVariance what becomes of groups whose rewards are all equal
 */
public record AdvantageConfig(String estimator, double epsilon, StandardDeviation std, ZeroVariance zeroVariance) {

    /** @throws IllegalArgumentException if the estimator is unknown, or epsilon negative or not finite */
    public AdvantageConfig {
        AdvantageEstimator.requireKnown(estimator);
        if (!(epsilon >= 0.0 && epsilon <= 1.0)) {
            throw new IllegalArgumentException("epsilon must be from 0 to 1, not " + epsilon);
        }
    }

    /** GRPO as in TRL; groups without variance are kept. */
    public static AdvantageConfig defaults() {
        return new AdvantageConfig("grpo", 1e-4, StandardDeviation.SAMPLE, ZeroVariance.KEEP);
    }
}
