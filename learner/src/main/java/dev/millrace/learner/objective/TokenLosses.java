package dev.millrace.learner.objective;

/**
 * The losses of the tokens of one response, not yet weighted. Filled token by token by the surrogate that makes it, and only
 * read afterwards.
 */
public final class TokenLosses {

    private final double[] losses;
    private final double[] slopes;
    private int clippedLow;
    private int clippedHigh;

    TokenLosses(int tokens) {
        this.losses = new double[tokens];
        this.slopes = new double[tokens];
    }

    void set(int token, double loss, double slope) {
        losses[token] = loss;
        slopes[token] = slope;
    }

    /** Counts a token that a bound has taken hold of. */
    void count(boolean low, boolean high) {
        clippedLow += low ? 1 : 0;
        clippedHigh += high ? 1 : 0;
    }

    /** The loss of a token. */
    public double loss(int token) {
        return losses[token];
    }

    /**
     * The derivative by the token's log-probability under the policy in training, of the sum of the losses of a response
     * whose tokens share their advantage.
     */
    public double slope(int token) {
        return slopes[token];
    }

    /** Tokens that the lower bound holds. */
    public int clippedLow() {
        return clippedLow;
    }

    /** Tokens that the upper bound holds. */
    public int clippedHigh() {
        return clippedHigh;
    }
}
