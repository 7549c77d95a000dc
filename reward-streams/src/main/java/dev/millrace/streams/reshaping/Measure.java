package dev.millrace.streams.reshaping;

/** What a reshaper reads of the tokens of a response. The assembly keeps that, and nothing else. */
public enum Measure {
    NOTHING,
    /** Visual dependency and inconsistency. */
    DEPENDENCY,
    /** Entropy of the distribution each token was drawn from. */
    ENTROPY
}
