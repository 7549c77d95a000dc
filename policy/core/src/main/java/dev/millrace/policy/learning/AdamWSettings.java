package dev.millrace.policy.learning;

/**
 * Settings of AdamW (Loshchilov and Hutter, arXiv 1711.05101); the learning rate is given at each step.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the bias-corrected second moment
 * @param weightDecay decoupled; applied to matrices only
 */
public record AdamWSettings(double beta1, double beta2, double epsilon, double weightDecay) {

    /** β 0.9 and 0.95, ε 1e-8, weight decay 0.01. */
    public static final AdamWSettings DEFAULT = new AdamWSettings(0.9, 0.95, 1e-8, 0.01);

    public AdamWSettings {
        if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1)) {
            throw new IllegalArgumentException("beta1 and beta2 must lie in [0, 1), but are " + beta1 + ", " + beta2);
        }
        if (!(epsilon > 0) || !(weightDecay >= 0)) {
            throw new IllegalArgumentException(
                    "epsilon must be positive and weightDecay not negative, but are " + epsilon + ", " + weightDecay);
        }
    }
}
