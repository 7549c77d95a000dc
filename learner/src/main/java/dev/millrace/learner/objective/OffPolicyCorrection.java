package dev.millrace.learner.objective;

/**
 * How a token's loss accounts for being sampled by other weights, or another engine, than those in training. π_behav is the
 * policy that sampled the token, with its recorded log-probability; π_prox the policy as the step begins.
 */
public enum OffPolicyCorrection {
    /** None beyond the clip: the ratio is π_θ/π_behav. PPO with the sampling policy as the old one. */
    NONE,
    /**
     * Truncated importance sampling in the decoupled form: min(π_prox/π_behav, cap) · loss(π_θ/π_prox). AReaL,
     * arXiv 2505.24298.
     */
    TRUNCATE,
    /** As {@link #TRUNCATE}, but a token whose weight exceeds the cap counts 0; denominators stay. */
    MASK;

    /** Whether π_θ is compared with the policy as the step begins, and not with the one that sampled. */
    public boolean decoupled() {
        return this != NONE;
    }

    /**
     * The importance weight of a token, 1 for {@link #NONE}.
     *
     * @param logWeight its logarithm, before it is capped
     * @param cap largest weight
     */
    public double weight(double logWeight, double cap) {
        double weight = Math.exp(LogRatio.clamp(logWeight));
        return switch (this) {
            case NONE -> 1;
            case TRUNCATE -> Math.min(weight, cap);
            case MASK -> weight > cap ? 0 : weight;
        };
    }
}
