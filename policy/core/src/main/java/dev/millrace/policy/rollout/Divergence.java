package dev.millrace.policy.rollout;

import java.util.Locale;

/** How the divergence between the predictions of a token under two views is measured, in nat. */
public enum Divergence {
    /** {@code KL(π(·|view) ‖ π(·|other))} over the whole vocabulary: exact. */
    FULL_VOCABULARY,
    /**
     * The estimate {@code e^d − d − 1}, d = log π(token|other) − log π(token|view), at the token that was sampled: unbiased
     * and never negative, and without a third pass, since sampling knows the first of the two.
     */
    K3;

    /** Beyond this, e^d says no more than "far away" and may overflow. */
    private static final double LARGEST_LOG_RATIO = 20;

    /** The name in records. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The estimate from two log-probabilities of a token; the log-ratio is bounded at ±20. */
    public static double k3(double logProb, double other) {
        double d = Math.min(LARGEST_LOG_RATIO, Math.max(-LARGEST_LOG_RATIO, other - logProb));
        return Math.exp(d) - d - 1;
    }
}
