package dev.millrace.policy.rollout;

/** Why a response ended. */
public enum FinishReason {
    /** The policy ended it; the end mark is its last token. */
    END_OF_SEQUENCE,
    /** The limit was reached before the policy ended it. */
    LENGTH
}
