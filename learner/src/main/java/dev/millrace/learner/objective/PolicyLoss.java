package dev.millrace.learner.objective;

import dev.millrace.policy.learning.TokenLoss;
import org.jspecify.annotations.Nullable;

/**
 * The objective over tokens, with its derivatives written out, in float32 like the policy's values. Pure.
 *
 * <p>{@code L = Σ_t weight_t · (w_t·clipped(ρ_t, A_t) + β·k2_t − c·H_t − γ·P_t)}, where P is the perception term (PAPO, arXiv
 * 2507.06448: the divergence of the token's distribution from the one under the masked view, which is maximised), ρ compares
 * with the policy as the step begins, w is the importance weight and both carry no gradient but through ρ's numerator. One
 * optimizer step is made of a batch, so the policy as the step begins is the one in training, held fixed: ρ is 1 in value and
 * the clip acts only with {@link OffPolicyCorrection#NONE}, where ρ compares with the policy that sampled.
 */
public final class PolicyLoss {

    private final ObjectiveConfig config;
    private final SurrogateLoss surrogate;

    public PolicyLoss(ObjectiveConfig config) {
        this.config = config;
        this.surrogate = new SurrogateLoss(config);
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
            for (int token = 0; token < sequence.length(); token++) {
                sum.add(sequence, token);
            }
        }
        return new TokenLoss.Slopes(sum.loss, sum.byLogProb, sum.byEntropy, sum.byDivergence);
    }

    /** The loss and its slopes, token by token. */
    private final class Sum {

        private final float[] logProbs;
        private final float[] entropies;
        private final float @Nullable [] divergences;
        private final float[] byLogProb;
        private final float @Nullable [] byEntropy;
        private final float @Nullable [] byDivergence;
        private final float halfBeta = (float) (config.klBeta() / 2);
        private final float entropyCoefficient = (float) config.entropyCoefficient();
        private final float perceptionWeight = (float) config.perceptionWeight();
        private float loss;

        Sum(TokenLoss.Values values) {
            logProbs = values.logProbs();
            entropies = values.entropies();
            divergences = values.divergences().orElse(null);
            byLogProb = new float[values.size()];
            byEntropy = config.entropyCoefficient() == 0 ? null : new float[values.size()];
            byDivergence = config.needsMaskedViews() && divergences != null ? new float[values.size()] : null;
        }

        void add(TokenBatch.Sequence sequence, int token) {
            int at = sequence.begin() + token;
            float weight = sequence.weight();
            float logProb = logProbs[at];
            float behaviour = sequence.behaviour(token);
            float proximal = config.correction().decoupled() ? logProb : behaviour;
            SurrogateLoss.Point clipped = surrogate.at(logProb, proximal, behaviour, sequence.advantage(token), weight);
            float value = clipped.loss();
            float slope = clipped.slope();
            if (config.klBeta() > 0) {
                float d = LogRatio.clamp(logProb - sequence.reference(token));
                value += d * d * halfBeta;
                slope += LogRatio.isBounded(d) ? 0 : 2 * (weight * halfBeta * d);
            }
            byLogProb[at] += slope;
            if (byEntropy != null) {
                value -= entropies[at] * entropyCoefficient;
                byEntropy[at] -= weight * entropyCoefficient;
            }
            if (byDivergence != null && divergences != null) {
                value -= divergences[at] * perceptionWeight;
                byDivergence[at] -= weight * perceptionWeight;
            }
            loss += value * weight;
        }
    }
}
