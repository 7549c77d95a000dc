package dev.millrace.learner.objective;

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
     * @param logProbs log π_θ as the step begins, (n, T) row by row with padding
     * @param entropies entropy of each token's distribution, likewise
     */
    public void add(TokenBatch batch, float[] logProbs, float[] entropies) {
        for (int row = 0; row < batch.rows(); row++) {
            for (int column = 0; column < batch.length(row); column++) {
                int at = row * batch.columns() + column;
                add(batch, row, column, logProbs[at]);
                entropy += entropies[at];
            }
        }
    }

    /**
     * Adds the divergences of a micro-batch to its masked views, after the micro-batch itself.
     *
     * @param divergences per token, (n, T) row by row with padding
     */
    public void addPerception(TokenBatch batch, float[] divergences) {
        for (int row = 0; row < batch.rows(); row++) {
            for (int column = 0; column < batch.length(row); column++) {
                perception += divergences[row * batch.columns() + column];
            }
        }
    }

    private void add(TokenBatch batch, int row, int column, double logProb) {
        double behaviour = batch.behaviour(row, column);
        double advantage = batch.advantage(row, column);
        double logRatio = config.correction().decoupled() ? 0 : logProb - behaviour;
        double weight = config.correction().weight(logProb, behaviour, config.correctionCap());
        double ratio = Math.exp(LogRatio.clamp(logProb - behaviour));
        tokens++;
        ratios += ratio;
        largestRatio = Math.max(largestRatio, ratio);
        policyLoss += batch.weight(row, column) * weight * clipped.of(logRatio, advantage);
        policyKl += behaviour - logProb;
        clippedLow += clipped.clipsLow(logRatio, advantage) ? 1 : 0;
        clippedHigh += clipped.clipsHigh(logRatio, advantage) ? 1 : 0;
        truncated += config.correction().decoupled() && logProb - behaviour > Math.log(config.correctionCap()) ? 1 : 0;
        if (batch.hasReference()) {
            kl += Kl.k3(logProb, batch.reference(row, column));
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
