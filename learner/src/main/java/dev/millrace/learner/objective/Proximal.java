package dev.millrace.learner.objective;

/**
 * Where the log-probabilities of the policy as the step begins come from, once an optimizer step of it was made. Before that it is the
 * policy in training, which says them itself.
 */
public enum Proximal {
    /** They are computed before the first one, which costs a forward pass. */
    RECOMPUTED,
    /**
     * They are guessed from those of the sampler and of the policy in training, by the steps that lie between:
     * {@code log π_prox = log π_behav + α(log π_θ − log π_behav)}, α = a/(a+1) for a token that was sampled a steps ago. AReaL.
     */
    INTERPOLATED;

    /**
     * The guess for a token.
     *
     * @param age steps between the version that sampled it and the one that the step begins with
     */
    static double interpolate(double behaviour, double policy, double age) {
        return behaviour + age / (age + 1) * (policy - behaviour);
    }
}
