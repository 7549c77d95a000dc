package dev.millrace.streams.reward;

/** When scores of several scorers become comparable. */
public enum Normalization {
    /**
     * Scores are weighted and summed, the sum is normalised in its group (LVRPO, arXiv 2603.27693, equations 3 and 6). A
     * score that is 0 or 1 drowns one that varies little.
     */
    SUM_THEN_NORMALIZE,
    /**
     * Each scorer's scores are normalised in the group, then weighted and summed (GDPO, arXiv 2601.05242). GDPO goes on to
     * normalise over the batch; that stage is left out here, since a stream has no batch.
     */
    NORMALIZE_THEN_SUM
}
