package dev.millrace.learner.objective;

import dev.millrace.policy.learning.TokenLoss;
import org.jspecify.annotations.Nullable;

/**
 * The objective over tokens, with its derivatives written out. Pure.
 *
 * <p>{@code L = Σ_t weight_t · (w_t·surrogate(ρ_t, A_t) + β·k2_t − c·H_t − γ·P_t)}, where P is the perception term (PAPO, arXiv
 * 2507.06448: the divergence of the token's distribution from the one under the masked view, which is maximised), and ρ and w are
 * those of {@link OffPolicyCorrection}. In the first optimizer step of a batch the policy as the step begins is the one in
 * training, held fixed: with a correction ρ is 1 in value there, and no clip acts.
 */
public final class PolicyLoss {

    private final ObjectiveConfig config;
    private final CorrectedLoss corrected;

    public PolicyLoss(ObjectiveConfig config) {
        this.config = config;
        this.corrected = new CorrectedLoss(config);
    }

    /**
     * The share of one micro-batch in the loss of its batch, and its derivatives.
     *
     * @param values what the policy says of the tokens; divergences where there is a masked view, else P counts as 0
     * @param batch the rest; with reference log-probabilities where β is above 0
     * @throws IllegalArgumentException if reference log-probabilities are needed and missing
     */
    public TokenLoss.Slopes of(TokenLoss.Values values, TokenBatch batch) {
        Sum sum = new Sum(values);
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            if (config.klBeta() > 0 && !sequence.hasReference()) {
                throw new IllegalArgumentException(
                        "kl_beta is above 0, but the batch has no reference log-probabilities");
            }
            CorrectedLoss.Corrected surrogate = corrected.of(sequence, values.logProbs());
            for (int token = 0; token < sequence.length(); token++) {
                sum.add(sequence, token, surrogate);
            }
        }
        return new TokenLoss.Slopes((float) sum.loss, sum.byLogProb, sum.byEntropy, sum.byDivergence);
    }

    /** The loss and its slopes, token by token. */
    private final class Sum {

        private final float[] logProbs;
        private final float[] entropies;
        private final float @Nullable [] divergences;
        private final float[] byLogProb;
        private final float @Nullable [] byEntropy;
        private final float @Nullable [] byDivergence;
        private double loss;

        Sum(TokenLoss.Values values) {
            logProbs = values.logProbs();
            entropies = values.entropies();
            divergences = values.divergences().orElse(null);
            byLogProb = new float[values.size()];
            byEntropy = config.entropyCoefficient() == 0 ? null : new float[values.size()];
            byDivergence = config.needsMaskedViews() && divergences != null ? new float[values.size()] : null;
        }

        void add(TokenBatch.Sequence sequence, int token, CorrectedLoss.Corrected surrogate) {
            int at = sequence.begin() + token;
            double weight = sequence.weight();
            double value = surrogate.loss(token);
            double slope = surrogate.slope(token);
            if (config.klBeta() > 0) {
                double distance = (double) logProbs[at] - sequence.reference(token);
                double d = LogRatio.clamp(distance);
                value += config.klBeta() / 2 * d * d;
                slope += LogRatio.isBounded(distance) ? 0 : config.klBeta() * d;
            }
            byLogProb[at] += (float) (weight * slope);
            if (byEntropy != null) {
                value -= entropies[at] * config.entropyCoefficient();
                byEntropy[at] -= (float) (weight * config.entropyCoefficient());
            }
            if (byDivergence != null && divergences != null) {
                value -= divergences[at] * config.perceptionWeight();
                byDivergence[at] -= (float) (weight * config.perceptionWeight());
            }
            loss += value * weight;
        }
    }
}
