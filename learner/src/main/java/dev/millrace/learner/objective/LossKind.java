package dev.millrace.learner.objective;

/**
 * The surrogate of the policy gradient. With a correction, ρ compares the policy with itself as the step begins and the
 * weight of {@link OffPolicyCorrection} accounts for the rest; without, ρ compares it with the policy that sampled.
 */
public enum LossKind {
    /** −min(ρA, clip(ρ)·A) of each token, with a dual clip. PPO, arXiv 1707.06347; DAPO, arXiv 2503.14476. */
    CLIPPED(Aggregation.TOKEN_MEAN, false),
    /** −sg(clip(ρ))·A·log π of each token: clipped weights, whole gradients. MiniMax-M1, arXiv 2506.13585. */
    CISPO(Aggregation.TOKEN_MEAN, false),
    /** The clipped loss of a response by its own ratio, the geometric mean of its tokens'. GSPO, arXiv 2507.18071. */
    GSPO(Aggregation.SEQ_MEAN_TOKEN_MEAN, true),
    /** As {@link #GSPO}, times the length of the response (length-unbiased, as TRL has it). */
    LUSPO(Aggregation.SEQ_MEAN_TOKEN_SUM, true),
    /** −A·(4/τ)·σ(τ(ρ−1)) of each token: a soft gate in place of the clip. SAPO, arXiv 2511.20347. */
    SAPO(Aggregation.SEQ_MEAN_TOKEN_MEAN, false),
    /** −A times the geometric mean of a response's ratios, clipped in log space. GMPO, arXiv 2507.20673. */
    GMPO(Aggregation.SEQ_MEAN_TOKEN_MEAN, true),
    /**
     * w·clipped(π_θ/π_prox): the clipped loss against the policy as the step begins, weighted by how far that is from the
     * one that sampled. AReaL, arXiv 2505.24298.
     */
    DECOUPLED(Aggregation.TOKEN_MEAN, false);

    private final Aggregation own;
    private final boolean ofResponses;

    LossKind(Aggregation own, boolean ofResponses) {
        this.own = own;
        this.ofResponses = ofResponses;
    }

    /** How it was published. */
    Aggregation own() {
        return own;
    }

    /** Whether another aggregation would make another loss of it, since one number stands for a response. */
    boolean hasOneAggregation() {
        return ofResponses;
    }

    /** Whether it teaches the same as {@link #CLIPPED}, under its own aggregation, where every ratio is 1. */
    public boolean needsMovedRatios() {
        return this != CLIPPED && this != DECOUPLED;
    }
}
