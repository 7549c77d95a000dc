package dev.millrace.models.qwen.local;

/**
 * A version that may be served, since what it says was heard.
 *
 * @param weights held for whoever serves them
 * @param said digest of what it says of fixed tokens: see {@link Canary.Reading#digest}
 */
record HeardVersion(HeldWeights weights, String said) {}
