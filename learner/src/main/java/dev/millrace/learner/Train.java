package dev.millrace.learner;

/** What of a policy is trained. */
public enum Train {
    /** The weights themselves. */
    FULL,
    /** A low-rank adapter over them. */
    LORA
}
