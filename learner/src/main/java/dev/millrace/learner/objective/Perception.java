package dev.millrace.learner.objective;

import ai.djl.ndarray.NDArray;

/**
 * How much the policy in training looks at the image (PAPO, arXiv 2507.06448): KL(π_θ(·|image) ‖ π_θ(·|masked image)) of
 * each token, here over the whole vocabulary instead of the paper's one-sample estimate. Gradients flow through both.
 */
public final class Perception {

    private Perception() {}

    /**
     * The divergence of each token, in nat.
     *
     * @param logDistribution log π_θ(·|image), (n, T, V), normalised
     * @param masked log π_θ(·|masked image), (n, T, V), normalised
     * @return (n, T), with gradient
     */
    public static NDArray divergence(NDArray logDistribution, NDArray masked) {
        return logDistribution.exp().mul(logDistribution.sub(masked)).sum(new int[] {2});
    }
}
