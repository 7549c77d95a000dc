package dev.millrace.learner.objective;

import dev.millrace.policy.flow.FlowKl;
import dev.millrace.policy.flow.FlowPath;
import java.util.Arrays;

/**
 * What differs in the objective for the denoising steps of drawn images. A step's log-probability is a mean over
 * dimensions, so that ratios stay within a hair of 1 and the clip of text would never act (Flow-GRPO, arXiv 2505.05470).
 *
 * @param epsilonLow lower clip of the ratio, above 0 and below 1
 * @param epsilonHigh upper clip of the ratio, above 0
 * @param klBeta β, weight of the divergence of each step from the reference policy; 0 does without a reference
 * @param kl form of that divergence
 * @param noisePower how much more a step counts that leaves more to chance, see {@link #stepWeights}: 0 for all alike, as in
 *     Flow-GRPO, 1 for the noise-aware weights of TempFlow-GRPO (arXiv 2508.04324)
 */
public record DrawingObjectiveConfig(
        double epsilonLow, double epsilonHigh, double klBeta, FlowKl kl, double noisePower) {

    private static final double MOST_POWER = 4;

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public DrawingObjectiveConfig {
        ClippedLoss.requireEpsilons(epsilonLow, epsilonHigh);
        if (!(klBeta >= 0 && klBeta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("kl_beta must be at least 0, not " + klBeta);
        }
        if (!(noisePower >= 0 && noisePower <= MOST_POWER)) {
            throw new IllegalArgumentException(
                    "noise_power must be from 0 to " + (int) MOST_POWER + ", not " + noisePower);
        }
    }

    /** Clip 1e-4 both ways, β = 0.04 in the exact form. */
    public static DrawingObjectiveConfig defaults() {
        return new DrawingObjectiveConfig(1e-4, 1e-4, 0.04, FlowKl.EXACT, 0);
    }

    /** Whether means under the reference policy are needed. */
    public boolean needsReference() {
        return klBeta > 0;
    }

    /**
     * What the advantage of each trained step of an image is multiplied by: the power of its deviation, with a mean of 1
     * over the steps. The gradient of a log-density grows with 1 / deviation, so that without weights the steps that decide
     * least add the most noise.
     *
     * @return n weights
     */
    public double[] stepWeights(FlowPath path) {
        double[] weights = new double[path.window()];
        Arrays.setAll(weights, step -> Math.pow(path.step(step).deviation(), noisePower));
        double mean = Arrays.stream(weights).average().orElseThrow();
        Arrays.setAll(weights, step -> weights[step] / mean);
        return weights;
    }
}
