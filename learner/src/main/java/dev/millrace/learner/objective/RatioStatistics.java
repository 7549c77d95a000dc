package dev.millrace.learner.objective;

/**
 * How far the recorded log-probabilities of tokens are from others of the same tokens: the distance between the policy that sampled
 * them and another. Belongs to one thread.
 */
public final class RatioStatistics {

    private long tokens;
    private double k1;
    private double k3;
    private double weights;
    private double squares;
    private double largest;
    private long beyond;

    /**
     * Adds a token.
     *
     * @param logProb log-probability under the other policy, in nat
     * @param behaviour log-probability that the sampler recorded
     * @param isBeyond whether the correction truncates or masks its weight, or would
     */
    public void add(double logProb, double behaviour, boolean isBeyond) {
        double logRatio = LogRatio.clamp(logProb - behaviour);
        double ratio = Math.exp(logRatio);
        tokens++;
        k1 -= logRatio;
        k3 += ratio - 1 - logRatio;
        weights += ratio;
        squares += ratio * ratio;
        largest = Math.max(largest, Math.abs(logProb - behaviour));
        beyond += isBeyond ? 1 : 0;
    }

    /** Adds what another has counted. */
    public void add(RatioStatistics other) {
        tokens += other.tokens;
        k1 += other.k1;
        k3 += other.k3;
        weights += other.weights;
        squares += other.squares;
        largest = Math.max(largest, other.largest);
        beyond += other.beyond;
    }

    /** Tokens counted. */
    public long tokens() {
        return tokens;
    }

    /** Mean of log π_behav − log π, in nat: unbiased for KL(π_behav ‖ π), and of either sign. */
    public double k1() {
        return k1 / tokens;
    }

    /** Mean of r − 1 − log r with r = π/π_behav, in nat: as unbiased, never negative. */
    public double k3() {
        return k3 / tokens;
    }

    /** Effective sample size as a share of the tokens, (Σr)²/(n·Σr²): 1 where all weights are equal. */
    public double ess() {
        return weights * weights / (tokens * squares);
    }

    /** The largest difference of two log-probabilities of a token, in nat. */
    public double max() {
        return largest;
    }

    /** Fraction of tokens whose weight is beyond the cap. */
    public double masked() {
        return (double) beyond / tokens;
    }
}
