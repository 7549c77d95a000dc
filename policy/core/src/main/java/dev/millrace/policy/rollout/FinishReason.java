package dev.millrace.policy.rollout;

/** Why a response ended. */
public enum FinishReason {
    /** The policy ended it; the end mark is its last token. */
    END_OF_SEQUENCE,
    /** The limit was reached before the policy ended it. */
    LENGTH,
    /** A stop text was said; its tokens are the last of the answer's, but it is not part of the text. */
    STOP,
    /** It was cut off, by a server for instance; it is never trained as if it had ended. */
    ABORT
}
