package dev.millrace.policy.drawing;

/**
 * The divergence of a stochastic step between two policies, from the mean over dimensions of {@code (μ − μ_ref)²}. Both
 * Gaussians have the same deviation, so that the divergence is its scaled square.
 */
public enum FlowKl {
    /** The divergence per dimension: {@code mean((μ − μ_ref)²) / (2 s² |dt|)}. */
    EXACT {
        @Override
        public double factor(StochasticStep step) {
            return 1 / (2 * step.deviation() * step.deviation());
        }
    },
    /** What Flow-GRPO's published code computes, which lacks |dt|: {@code mean((μ − μ_ref)²) / (2 s²)}. */
    PUBLISHED {
        @Override
        public double factor(StochasticStep step) {
            return 1 / (2 * step.diffusion() * step.diffusion());
        }
    };

    /** What the mean square is multiplied with. */
    public abstract double factor(StochasticStep step);
}
