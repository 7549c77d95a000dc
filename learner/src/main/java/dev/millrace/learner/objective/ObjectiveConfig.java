package dev.millrace.learner.objective;

/**
 * The objective of a step.
 *
 * <p>The clip acts with {@link OffPolicyCorrection#NONE} only: otherwise ρ compares with the policy as the step begins, and
 * one update is made of a batch.
 *
 * @param epsilonLow lower clip of the ratio, above 0 and below 1
 * @param epsilonHigh upper clip of the ratio, above 0
 * @param dualClip bound on the loss of tokens with negative advantage, in advantages, above 1
 * @param aggregation how token losses become one number
 * @param constantLength the length that {@link Aggregation#CONSTANT_LENGTH} divides by, in tokens
 * @param correction how tokens sampled by older weights are corrected
 * @param correctionCap largest importance weight, at least 1
 * @param klBeta β, weight of the distance to the reference policy; 0 does without a reference
 * @param entropyCoefficient weight of the entropy as a bonus; below 0 a penalty
 * @param perceptionWeight γ, weight of the perception term (PAPO, arXiv 2507.06448): the divergence to the view with black
 *     patches is maximised; 0 does without, 0.01 to 0.02 is the paper's range, and at 0.04 it saw collapse
 * @param textWeight factor of the loss of answers, which is normalised by their tokens alone, at least 0
 * @param drawingWeight factor of the loss of drawn images, which is normalised by their steps alone, at least 0
 * @param drawing what differs for drawn images
 */
public record ObjectiveConfig(
        double epsilonLow,
        double epsilonHigh,
        double dualClip,
        Aggregation aggregation,
        int constantLength,
        OffPolicyCorrection correction,
        double correctionCap,
        double klBeta,
        double entropyCoefficient,
        double perceptionWeight,
        double textWeight,
        double drawingWeight,
        DrawingObjectiveConfig drawing) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public ObjectiveConfig {
        ClippedLoss checked = new ClippedLoss(epsilonLow, epsilonHigh, dualClip);
        if (constantLength < 1) {
            throw new IllegalArgumentException("constant_length must be at least 1, not " + constantLength);
        }
        if (!(correctionCap >= 1 && correctionCap <= checked.largest(0))) {
            throw new IllegalArgumentException("correction_cap must be at least 1, not " + correctionCap);
        }
        if (!(klBeta >= 0 && klBeta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("kl_beta must be at least 0, not " + klBeta);
        }
        if (!Double.isFinite(entropyCoefficient)) {
            throw new IllegalArgumentException("entropy_coefficient must be a number, not " + entropyCoefficient);
        }
        if (!(perceptionWeight >= 0 && perceptionWeight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("perception_weight must be at least 0, not " + perceptionWeight);
        }
        weight("text_weight", textWeight);
        weight("drawing_weight", drawingWeight);
    }

    private static void weight(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be at least 0, not " + value);
        }
    }

    /** Clip 0.2/0.28, dual clip 3, token mean, importance weights truncated at 2, β = 0.001, no other term. */
    public static ObjectiveConfig defaults() {
        return new ObjectiveConfig(
                0.2,
                0.28,
                3,
                Aggregation.TOKEN_MEAN,
                64,
                OffPolicyCorrection.TRUNCATE,
                2,
                0.001,
                0,
                0,
                1,
                1,
                DrawingObjectiveConfig.defaults());
    }

    /** Whether log-probabilities under the reference policy are needed. */
    public boolean needsReference() {
        return klBeta > 0;
    }

    /** Whether the policy is also asked about the views with black patches, whose seeds workers record. */
    public boolean needsMaskedViews() {
        return perceptionWeight > 0;
    }

    /** The same for denoising steps instead of tokens: the clip of drawings, a mean over steps, no term beside it. */
    ObjectiveConfig ofSteps() {
        return new ObjectiveConfig(
                drawing.epsilonLow(),
                drawing.epsilonHigh(),
                dualClip,
                Aggregation.TOKEN_MEAN,
                constantLength,
                correction,
                correctionCap,
                0,
                0,
                0,
                textWeight,
                drawingWeight,
                drawing);
    }

    ClippedLoss clipped() {
        return new ClippedLoss(epsilonLow, epsilonHigh, dualClip);
    }
}
