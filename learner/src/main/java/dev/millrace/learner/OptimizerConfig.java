package dev.millrace.learner;

import dev.millrace.policy.learning.AdamWSettings;

/**
 * AdamW and clipping.
 *
 * @param lr learning rate after warm-up, above 0
 * @param beta1 decay of the first moment, from 0 to below 1
 * @param beta2 decay of the second moment, from 0 to below 1
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay decoupled weight decay, at least 0
 * @param maxGradNorm bound on the norm of all gradients together, above 0
 */
public record OptimizerConfig(
        double lr, double beta1, double beta2, double epsilon, double weightDecay, double maxGradNorm) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public OptimizerConfig {
        positive("lr", lr);
        fraction("beta1", beta1);
        fraction("beta2", beta2);
        positive("epsilon", epsilon);
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight_decay must be at least 0, not " + weightDecay);
        }
        positive("max_grad_norm", maxGradNorm);
    }

    /** 2e-4, β 0.9 and 0.95, ε 1e-8, no decay, norm 1. */
    public static OptimizerConfig defaults() {
        return new OptimizerConfig(2e-4, 0.9, 0.95, 1e-8, 0, 1);
    }

    AdamWSettings adamW() {
        return new AdamWSettings(beta1, beta2, epsilon, weightDecay);
    }

    private static void positive(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be above 0, not " + value);
        }
    }

    private static void fraction(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(key + " must be at least 0 and below 1, not " + value);
        }
    }
}
