package dev.millrace.learner.objective;

/**
 * The surrogate of responses under the off-policy correction: which policy ρ compares with, and the weight of each token.
 * Both carry no gradient but through ρ's numerator. Pure.
 */
final class CorrectedLoss {

    private final OffPolicyCorrection correction;
    private final Proximal proximal;
    private final Surrogate surrogate;
    private final ImportanceWeights weights;

    CorrectedLoss(ObjectiveConfig config) {
        this.correction = config.correction();
        this.proximal = config.proximal();
        this.surrogate = config.surrogate();
        this.weights = config.importanceWeights();
    }

    /** A response whose loss is known; not yet weighted by the aggregation. */
    static final class Corrected {

        private final TokenLosses losses;
        private final double[] weights;
        private final boolean[] beyond;

        private Corrected(TokenLosses losses, double[] weights, boolean[] beyond) {
            this.losses = losses;
            this.weights = weights;
            this.beyond = beyond;
        }

        double loss(int token) {
            return weights[token] * losses.loss(token);
        }

        /** The loss's derivative by the token's log-probability. */
        double slope(int token) {
            return weights[token] * losses.slope(token);
        }

        /** Whether the token's importance weight is beyond the cap. */
        boolean isBeyond(int token) {
            return beyond[token];
        }

        TokenLosses losses() {
            return losses;
        }
    }

    /**
     * The loss of a response.
     *
     * @param values log π_θ of all tokens of its batch, in nat
     */
    Corrected of(TokenBatch.Sequence sequence, float[] values) {
        int length = sequence.length();
        double[] logProbs = new double[length];
        double[] logRatios = new double[length];
        double[] offPolicy = new double[length];
        double[] advantages = new double[length];
        for (int t = 0; t < length; t++) {
            logProbs[t] = values[sequence.begin() + t];
            double old = old(sequence, t, logProbs[t]);
            logRatios[t] = logProbs[t] - old;
            offPolicy[t] = old - sequence.behaviour(t);
            advantages[t] = sequence.advantage(t);
        }
        return new Corrected(
                surrogate.of(new Response(logProbs, logRatios, advantages)),
                weights.of(offPolicy),
                weights.beyond(offPolicy));
    }

    /** log π_old. Where nobody says it, the policy as the step begins is the one in training. */
    private double old(TokenBatch.Sequence sequence, int token, double logProb) {
        if (!correction.decoupled()) {
            return sequence.behaviour(token);
        }
        if (sequence.hasProximal()) {
            return sequence.proximal(token);
        }
        return sequence.hasAges() && proximal == Proximal.INTERPOLATED
                ? Proximal.interpolate(sequence.behaviour(token), logProb, sequence.age(token))
                : logProb;
    }
}
