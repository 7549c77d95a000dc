package dev.millrace.learner.objective;

/** The tokens of one response, as a surrogate sees them. The arrays are shared, not copied: they are not written. */
public final class Response {

    private final double[] logProbs;
    private final double[] logRatios;
    private final double[] advantages;

    /**
     * @param logProbs log π_θ of each token, in nat
     * @param logRatios log ρ = log π_θ − log π_old of each, in nat; π_old is a constant
     * @param advantages A of each
     */
    public Response(double[] logProbs, double[] logRatios, double[] advantages) {
        if (logRatios.length != logProbs.length || advantages.length != logProbs.length) {
            throw new IllegalArgumentException("a response of " + logProbs.length + " tokens has " + logRatios.length
                    + " ratios and " + advantages.length + " advantages");
        }
        this.logProbs = logProbs;
        this.logRatios = logRatios;
        this.advantages = advantages;
    }

    /** Number of tokens, n. */
    int length() {
        return logProbs.length;
    }

    double logProb(int token) {
        return logProbs[token];
    }

    double logRatio(int token) {
        return logRatios[token];
    }

    double advantage(int token) {
        return advantages[token];
    }

    /** Mean of log ρ over the tokens: the logarithm of their geometric mean. */
    double meanLogRatio() {
        double sum = 0;
        for (double logRatio : logRatios) {
            sum += LogRatio.clamp(logRatio);
        }
        return sum / logRatios.length;
    }
}
