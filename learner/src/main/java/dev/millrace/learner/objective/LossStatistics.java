package dev.millrace.learner.objective;

import dev.millrace.policy.learning.TokenLoss;

/**
 * Sums over the tokens of one optimizer step, micro-batch by micro-batch: of the policy as that step found it. Belongs to one
 * thread.
 */
public final class LossStatistics {

    private final CorrectedLoss corrected;
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
        this.corrected = new CorrectedLoss(config);
    }

    /** Statistics over the denoising steps of drawn images, which take the place of tokens. */
    public static LossStatistics ofSteps(ObjectiveConfig config) {
        return new LossStatistics(config.ofSteps());
    }

    /**
     * Adds a micro-batch.
     *
     * @param values what the policy says of its tokens before the optimizer step
     */
    public void add(TokenBatch batch, TokenLoss.Values values) {
        float[] divergences = values.divergences().orElse(null);
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            CorrectedLoss.Corrected surrogate = corrected.of(sequence, values.logProbs());
            clippedLow += surrogate.losses().clippedLow();
            clippedHigh += surrogate.losses().clippedHigh();
            for (int token = 0; token < sequence.length(); token++) {
                int at = sequence.begin() + token;
                add(sequence, token, values.logProbs()[at], surrogate);
                entropy += values.entropies()[at];
                perception += divergences == null ? 0 : divergences[at];
            }
        }
    }

    private void add(TokenBatch.Sequence sequence, int token, double logProb, CorrectedLoss.Corrected surrogate) {
        double behaviour = sequence.behaviour(token);
        double ratio = Math.exp(LogRatio.clamp(logProb - behaviour));
        tokens++;
        ratios += ratio;
        largestRatio = Math.max(largestRatio, ratio);
        policyLoss += sequence.weight() * surrogate.loss(token);
        policyKl += behaviour - logProb;
        truncated += surrogate.isBeyond(token) ? 1 : 0;
        if (sequence.hasReference()) {
            kl += Kl.k3(logProb, sequence.reference(token));
        }
    }

    /** Adds what another has counted, of another optimizer step. */
    public void add(LossStatistics other) {
        tokens += other.tokens;
        policyLoss += other.policyLoss;
        kl += other.kl;
        policyKl += other.policyKl;
        entropy += other.entropy;
        perception += other.perception;
        clippedLow += other.clippedLow;
        clippedHigh += other.clippedHigh;
        truncated += other.truncated;
        ratios += other.ratios;
        largestRatio = Math.max(largestRatio, other.largestRatio);
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

    /** Fraction of tokens that the lower bound of the surrogate held. */
    public double clippedLow() {
        return mean(clippedLow);
    }

    /** Fraction of tokens that the upper bound of the surrogate held. */
    public double clippedHigh() {
        return mean(clippedHigh);
    }

    /** Mean of π_θ/π_behav; 1 on fresh weights. */
    public double ratioMean() {
        return mean(ratios);
    }

    /** The largest π_θ/π_behav. */
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
