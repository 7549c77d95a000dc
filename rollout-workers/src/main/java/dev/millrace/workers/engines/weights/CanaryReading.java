package dev.millrace.workers.engines.weights;

import dev.millrace.policy.text.TokenValues;
import java.util.List;

/**
 * What a server said of fixed tokens.
 *
 * @param logProbs of the tokens of each answer
 */
record CanaryReading(List<TokenValues> logProbs) {

    CanaryReading {
        logProbs = List.copyOf(logProbs);
    }

    /** The largest difference of a log-probability, in nat; infinite if they are of other tokens, or not finite. */
    double differenceTo(CanaryReading other) {
        if (logProbs.size() != other.logProbs.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < logProbs.size(); i++) {
            TokenValues here = logProbs.get(i);
            TokenValues there = other.logProbs.get(i);
            if (here.length() != there.length() || !here.isFinite() || !there.isFinite()) {
                return Double.POSITIVE_INFINITY;
            }
            for (int token = 0; token < here.length(); token++) {
                largest = Math.max(largest, Math.abs((double) here.at(token) - there.at(token)));
            }
        }
        return largest;
    }
}
