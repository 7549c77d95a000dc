package dev.millrace.learner.objective;

import java.util.Arrays;

/** What an importance weight is taken of. All tokens of a response share a weight that is not their own. */
public enum CorrectionLevel {
    /** Each token has its own: π_prox/π_behav of it. */
    TOKEN,
    /** The product over the response: unbiased, and the wilder the longer it is. */
    SEQUENCE,
    /** The geometric mean over the response, which does not grow with its length. */
    GEOMETRIC;

    /**
     * The logarithm of each token's weight, in nat, within {@link LogRatio#BOUND}.
     *
     * @param logRatios log π_prox − log π_behav of the tokens of one response
     */
    double[] logWeights(double[] logRatios) {
        double[] weights = new double[logRatios.length];
        if (this == TOKEN) {
            Arrays.setAll(weights, t -> LogRatio.clamp(logRatios[t]));
            return weights;
        }
        double sum = Arrays.stream(logRatios).sum();
        Arrays.fill(weights, LogRatio.clamp(this == SEQUENCE ? sum : sum / logRatios.length));
        return weights;
    }
}
