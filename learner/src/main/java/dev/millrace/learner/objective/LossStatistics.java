package dev.millrace.learner.objective;

import dev.millrace.policy.learning.TokenLoss;

/**
 * Sums over the tokens of a batch, micro-batch by micro-batch, computed with the pure functions. Belongs to one thread.
 */
public final class LossStatistics {

    private final ObjectiveConfig config;
    private final ClippedLoss clipped;
    private long tokens;
    private double policyLoss;
    private double kl;
    private double policyKl;
    private double entropy;
    private double perception;
    private long clippedLow;
    private long clippedHigh;
    private long truncated;
    private double ratios;
    private double largestRatio;

    public LossStatistics(ObjectiveConfig config) {
        this.config = config;
        this.clipped = config.clipped();
    }

    /** Statistics over the denoising steps of drawn images, which take the place of tokens. */
    public static LossStatistics ofSteps(ObjectiveConfig config) {
        return new LossStatistics(config.ofSteps());
    }

    /**
     * Adds a micro-batch.
     *
     * @param values what the policy says of its tokens as the step begins
     */
    public void add(TokenBatch batch, TokenLoss.Values values) {
        float[] divergences = values.divergences().orElse(null);
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            for (int token = 0; token < sequence.length(); token++) {
                int at = sequence.begin() + token;
                add(sequence, token, values.logProbs()[at]);
                entropy += values.entropies()[at];
                perception += divergences == null ? 0 : divergences[at];
            }
        }
    }

    private void add(TokenBatch.Sequence sequence, int token, double logProb) {
        double behaviour = sequence.behaviour(token);
        double advantage = sequence.advantage(token);
        double logRatio = config.correction().decoupled() ? 0 : logProb - behaviour;
        double weight = config.correction().weight(logProb, behaviour, config.correctionCap());
        double ratio = Math.exp(LogRatio.clamp(logProb - behaviour));
        tokens++;
        ratios += ratio;
        largestRatio = Math.max(largestRatio, ratio);
        policyLoss += sequence.weight() * weight * clipped.of(logRatio, advantage);
        policyKl += behaviour - logProb;
        clippedLow += clipped.clipsLow(logRatio, advantage) ? 1 : 0;
        clippedHigh += clipped.clipsHigh(logRatio, advantage) ? 1 : 0;
        truncated += config.correction().decoupled() && logProb - behaviour > Math.log(config.correctionCap()) ? 1 : 0;
        if (sequence.hasReference()) {
            kl += Kl.k3(logProb, sequence.reference(token));
        }
    }

    /** Tokens counted. */
    public long tokens() {
        return tokens;
    }

    /** The surrogate's part of the loss, aggregated. */
    public double policyLoss() {
        return policyLoss;
    }

    /** Mean k3 distance to the reference in nat; 0 without a reference. */
    public double kl() {
        return mean(kl);
    }

    /** Mean of log π_behav − log π_θ in nat: how far training has moved from the weights that sampled. */
    public double policyKl() {
        return mean(policyKl);
    }

    /** Mean entropy in nat. */
    public double entropy() {
        return mean(entropy);
    }

    /** Mean divergence to the masked views in nat; a token without one counts as 0. */
    public double perception() {
        return mean(perception);
    }

    /** Fraction of tokens whose gradient the lower clip took away. */
    public double clippedLow() {
        return mean(clippedLow);
    }

    /** Fraction of tokens whose gradient the upper clip took away. */
    public double clippedHigh() {
        return mean(clippedHigh);
    }

    /** Mean of π_θ/π_behav as the step begins; 1 on fresh weights. */
    public double ratioMean() {
        return mean(ratios);
    }

    /** The largest π_θ/π_behav as the step begins. */
    public double ratioMax() {
        return largestRatio;
    }

    /** Fraction of tokens whose importance weight was beyond the cap. */
    public double truncated() {
        return mean(truncated);
    }

    private double mean(double sum) {
        return tokens == 0 ? 0 : sum / tokens;
    }
}
