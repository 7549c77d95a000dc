package dev.millrace.policy;

/** What a policy, or the engine that samples with it, can do besides answering. */
public enum Ability {
    /** Draws images by rectified flow. */
    DRAWS,
    /** Takes images of any size as they are. */
    SEES_ANY_SIZE,
    /** Measures how much each token depends on the image. */
    MEASURES_DEPENDENCY,
    /** Measures the same of answers that were sampled elsewhere. */
    MEASURES_GIVEN_ANSWERS,
    /** Tells the entropy of the distribution that log-probabilities are of, at each token. */
    GIVES_ENTROPIES,
    /** Gives the same samples again for the same seed, weights and batch. */
    REPEATS_BY_SEED,
    /** Draws from some tokens only: top-p, top-k, min-p, bad words. */
    FILTERS_TOKENS,
    /** Ends an answer where a text is said. */
    STOPS_AT_TEXT
}
