package dev.millrace.workers.engines.ask;

import java.util.Optional;

/** What a log-probability of a server must be. Pure. */
final class LogProbs {

    /** What servers write for negative infinity and for a value that they do not have. */
    private static final double NO_VALUE = -9999;

    /** Rounding may leave so much above 0. */
    private static final double ROUNDING = 1e-3;

    private LogProbs() {}

    /** @throws RefusedReplyException naming the place, if it is no log-probability that can be trained */
    static float checked(Optional<Double> given, int place) throws RefusedReplyException {
        if (given.isEmpty() || given.get() <= NO_VALUE && given.get() > Double.NEGATIVE_INFINITY) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_MISSING,
                    "the log-probability of token " + place + " is missing"
                            + given.map(value -> " (" + value + ")").orElse(""));
        }
        double value = given.get();
        if (!Double.isFinite(value)) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_NOT_FINITE, "the log-probability of token " + place + " is " + value);
        }
        if (value > ROUNDING) {
            throw new RefusedReplyException(
                    RefusalCause.LOG_PROB_ABOVE_ZERO, "the log-probability of token " + place + " is " + value);
        }
        return (float) Math.min(0, value);
    }
}
