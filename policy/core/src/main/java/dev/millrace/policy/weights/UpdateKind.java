package dev.millrace.policy.weights;

/** What the tensors of an update are. */
public enum UpdateKind {
    /** All weights. */
    FULL,
    /** A low-rank adapter over the weights that the base digest names. */
    ADAPTER,
    /** The change against the weights that the base digest names. */
    DELTA
}
