package dev.millrace.learner.objective;

import dev.millrace.policy.drawing.FlowKl;

/**
 * What differs in the objective for the denoising steps of drawn images. A step's log-probability is a mean over
 * dimensions, so that ratios stay within a hair of 1 and the clip of text would never act (Flow-GRPO, arXiv 2505.05470).
 *
 * @param epsilonLow lower clip of the ratio, above 0 and below 1
 * @param epsilonHigh upper clip of the ratio, above 0
 * @param klBeta β, weight of the divergence of each step from the reference policy; 0 does without a reference
 * @param kl form of that divergence
 */
public record DrawingObjectiveConfig(double epsilonLow, double epsilonHigh, double klBeta, FlowKl kl) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public DrawingObjectiveConfig {
        ClippedLoss.requireEpsilons(epsilonLow, epsilonHigh);
        if (!(klBeta >= 0 && klBeta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("kl_beta must be at least 0, not " + klBeta);
        }
    }

    /** Clip 1e-4 both ways, β = 0.04 in the exact form. */
    public static DrawingObjectiveConfig defaults() {
        return new DrawingObjectiveConfig(1e-4, 1e-4, 0.04, FlowKl.EXACT);
    }

    /** Whether means under the reference policy are needed. */
    public boolean needsReference() {
        return klBeta > 0;
    }
}
