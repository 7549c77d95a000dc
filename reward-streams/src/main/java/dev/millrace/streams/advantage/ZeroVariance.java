package dev.millrace.streams.advantage;

/** What becomes of a group whose rewards are all equal. */
public enum ZeroVariance {
    /** It is trained with advantages of 0: only regularisers see it. */
    KEEP,
    /** It is dropped, as in DAPO's dynamic sampling (arXiv 2503.14476). */
    DROP
}
