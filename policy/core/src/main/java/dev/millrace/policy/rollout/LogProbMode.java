package dev.millrace.policy.rollout;

/** Of which distribution recorded log-probabilities are. Without filters, the last two are the same. */
public enum LogProbMode {
    /** The whole vocabulary at temperature 1. */
    RAW,
    /** The whole vocabulary at the sampling temperature, before any filter: what a learner can compute again. */
    TEMPERED,
    /** What the token was drawn from: renormalised over the tokens that the filters kept. */
    PROCESSED
}
