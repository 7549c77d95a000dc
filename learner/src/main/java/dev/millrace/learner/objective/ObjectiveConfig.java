package dev.millrace.learner.objective;

import java.util.Locale;

/**
 * The objective of a step.
 *
 * <p>With a correction, ratios compare with the policy as the step begins: only with {@code learner.mini_batches} above 1 do they
 * differ from 1 and does a clip act. With {@link OffPolicyCorrection#NONE} they compare with the policy that sampled.
 *
 * @param loss the surrogate of the policy gradient for answers; drawn images have the clipped one
 * @param epsilonLow lower clip of the ratio of clipped and decoupled, above 0 and below 1
 * @param epsilonHigh upper clip of the ratio of clipped and decoupled, above 0
 * @param dualClip bound on the loss of tokens with negative advantage, in advantages, above 1; of clipped and decoupled
 * @param cispo what only cispo reads
 * @param gspo what only gspo and luspo read
 * @param sapo what only sapo reads
 * @param gmpo what only gmpo reads
 * @param aggregation how token losses become one number
 * @param constantLength the length that {@link Aggregation#CONSTANT_LENGTH} divides by, in tokens
 * @param correction how tokens sampled by older weights or another engine are corrected
 * @param correctionLevel what the importance weight of a token is taken of
 * @param correctionCap largest importance weight, at least 1
 * @param proximal where the policy as the step begins is taken from, with {@code learner.mini_batches} above 1
 * @param klBeta β, weight of the distance to the reference policy; 0 does without a reference
 * @param entropyCoefficient weight of the entropy as a bonus; below 0 a penalty
 * @param perceptionWeight γ, weight of the perception term (PAPO, arXiv 2507.06448): the divergence to the view with black
 *     patches is maximised; 0 does without, 0.01 to 0.02 is the paper's range, and at 0.04 it saw collapse
 * @param textWeight factor of the loss of answers, which is normalised by their tokens alone, at least 0
 * @param drawingWeight factor of the loss of drawn images, which is normalised by their steps alone, at least 0
 * @param drawing what differs for drawn images
 */
public record ObjectiveConfig(
        LossKind loss,
        double epsilonLow,
        double epsilonHigh,
        double dualClip,
        CispoLoss cispo,
        GspoLoss gspo,
        SapoLoss sapo,
        GmpoLoss gmpo,
        Aggregation aggregation,
        int constantLength,
        OffPolicyCorrection correction,
        CorrectionLevel correctionLevel,
        double correctionCap,
        Proximal proximal,
        double klBeta,
        double entropyCoefficient,
        double perceptionWeight,
        double textWeight,
        double drawingWeight,
        DrawingObjectiveConfig drawing) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range, or goes with no other */
    public ObjectiveConfig {
        ClippedLoss checked = new ClippedLoss(epsilonLow, epsilonHigh, dualClip);
        if (constantLength < 1) {
            throw new IllegalArgumentException("constant_length must be at least 1, not " + constantLength);
        }
        if (!(correctionCap >= 1 && correctionCap <= checked.largest(0))) {
            throw new IllegalArgumentException("correction_cap must be at least 1, not " + correctionCap);
        }
        atLeastZero("kl_beta", klBeta);
        if (!Double.isFinite(entropyCoefficient)) {
            throw new IllegalArgumentException("entropy_coefficient must be a number, not " + entropyCoefficient);
        }
        atLeastZero("perception_weight", perceptionWeight);
        atLeastZero("text_weight", textWeight);
        atLeastZero("drawing_weight", drawingWeight);
        requireSense(loss, aggregation, correction, correctionLevel, proximal);
    }

    private static void atLeastZero(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be at least 0, not " + value);
        }
    }

    private static void requireSense(
            LossKind loss,
            Aggregation aggregation,
            OffPolicyCorrection correction,
            CorrectionLevel level,
            Proximal proximal) {
        if (loss.isOfResponses() && aggregation.of(loss) != loss.own()) {
            throw new IllegalArgumentException("aggregation must be auto or " + word(loss.own()) + " with loss="
                    + word(loss) + ", which is one number for each response, not " + word(aggregation));
        }
        if (correction.decoupled() && loss.isOfResponses() && level == CorrectionLevel.TOKEN) {
            throw new IllegalArgumentException("correction_level must be geometric or sequence with loss=" + word(loss)
                    + ", which is one number for each response, not token; or set correction to none");
        }
        if (correction.decoupled()) {
            return;
        }
        if (loss == LossKind.DECOUPLED) {
            throw new IllegalArgumentException(
                    "correction must be truncate or mask with loss=decoupled, whose weights it"
                            + " bounds, not none; without weights the loss is clipped");
        }
        if (level != CorrectionLevel.TOKEN) {
            throw new IllegalArgumentException("correction_level must be token with correction=none, which has no"
                    + " importance weights, not " + word(level) + "; or set correction to truncate or mask");
        }
        if (proximal != Proximal.RECOMPUTED) {
            throw new IllegalArgumentException("proximal must be recomputed with correction=none, where ratios compare"
                    + " with the policy that sampled, not " + word(proximal)
                    + "; or set correction to truncate or mask");
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Clip 0.2/0.28, dual clip 3, token mean, importance weights truncated at 2, β = 0.001, no other term. */
    public static ObjectiveConfig defaults() {
        return new ObjectiveConfig(
                LossKind.CLIPPED,
                0.2,
                0.28,
                3,
                CispoLoss.defaults(),
                GspoLoss.defaults(),
                SapoLoss.defaults(),
                GmpoLoss.defaults(),
                Aggregation.AUTO,
                64,
                OffPolicyCorrection.TRUNCATE,
                CorrectionLevel.TOKEN,
                2,
                Proximal.RECOMPUTED,
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

    /** Whether answers teach something though their advantages are 0: the distance to the reference, the entropy or the perception term. */
    public boolean readsAnswersWithoutAdvantage() {
        return needsReference() || needsMaskedViews() || entropyCoefficient != 0;
    }

    /** Whether log-probabilities as the step begins are needed of what is not trained by its first optimizer step. */
    public boolean needsProximal() {
        return correction.decoupled() && proximal == Proximal.RECOMPUTED;
    }

    /**
     * The factor of each token of a sequence in the loss of an optimizer step.
     *
     * @param length tokens of the sequence, at least 1
     * @param whole size of all answers of the optimizer step
     */
    public double tokenWeight(int length, BatchSize whole) {
        return textWeight * aggregation.of(loss).tokenWeight(length, whole, constantLength);
    }

    /** The same for denoising steps instead of tokens: the clip of drawings, a mean over steps, no term beside it. */
    ObjectiveConfig ofSteps() {
        return new ObjectiveConfig(
                LossKind.CLIPPED,
                drawing.epsilonLow(),
                drawing.epsilonHigh(),
                dualClip,
                cispo,
                gspo,
                sapo,
                gmpo,
                Aggregation.TOKEN_MEAN,
                constantLength,
                correction,
                CorrectionLevel.TOKEN,
                correctionCap,
                proximal,
                0,
                0,
                0,
                textWeight,
                drawingWeight,
                drawing);
    }

    Surrogate surrogate() {
        return switch (loss) {
            case CLIPPED, DECOUPLED -> clipped();
            case CISPO -> cispo;
            case GSPO, LUSPO -> gspo;
            case SAPO -> sapo;
            case GMPO -> gmpo;
        };
    }

    ClippedLoss clipped() {
        return new ClippedLoss(epsilonLow, epsilonHigh, dualClip);
    }

    /** How tokens that another policy sampled are weighted. */
    ImportanceWeights importanceWeights() {
        return new ImportanceWeights(correction, correctionLevel, correctionCap);
    }
}
