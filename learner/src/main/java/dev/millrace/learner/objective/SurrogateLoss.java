package dev.millrace.learner.objective;

/**
 * The corrected, clipped loss of a token and its derivative by the token's log-probability, in float32: what
 * {@link ClippedLoss} and {@link OffPolicyCorrection} say in doubles. Pure.
 */
final class SurrogateLoss {

    private final ClippedLoss clipped;
    private final OffPolicyCorrection correction;
    private final float lowest;
    private final float highest;
    private final float cap;

    SurrogateLoss(ObjectiveConfig config) {
        this.clipped = config.clipped();
        this.correction = config.correction();
        this.lowest = (float) (1 - config.epsilonLow());
        this.highest = (float) (1 + config.epsilonHigh());
        this.cap = (float) config.correctionCap();
    }

    /**
     * A token's loss.
     *
     * @param loss not yet weighted
     * @param slope its derivative by the log-probability under the policy in training, times the token's weight
     */
    record Point(float loss, float slope) {}

    /**
     * The loss of a token.
     *
     * @param logProb log π_θ in nat
     * @param proximal log π of the policy that ρ compares with, a constant
     * @param behaviour log π_behav, a constant
     * @param weight factor of the slope
     */
    Point at(float logProb, float proximal, float behaviour, float advantage, float weight) {
        float logRatio = LogRatio.clamp(logProb - proximal);
        float ratio = (float) Math.exp(logRatio);
        float bounded = Math.min(Math.max(ratio, lowest), highest);
        float unclipped = ratio * advantage;
        float surrogate = Math.min(unclipped, bounded * advantage);
        float largest = (float) clipped.largest(advantage);
        float correct = correction.decoupled() ? importance(proximal, behaviour) : 1;
        // Where a clip or a bound holds the loss, it does not move with the ratio.
        boolean moves = surrogate == unclipped && -surrogate <= largest && !LogRatio.isBounded(logRatio);
        float slope = moves ? -(weight * correct) * advantage * ratio : 0;
        return new Point(Math.min(-surrogate, largest) * correct, slope);
    }

    private float importance(float proximal, float behaviour) {
        float importance = (float) Math.exp(LogRatio.clamp(proximal - behaviour));
        return switch (correction) {
            case NONE, TRUNCATE -> Math.min(importance, cap);
            case MASK -> importance <= cap ? importance : 0;
        };
    }
}
