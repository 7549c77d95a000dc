package dev.millrace.workers.sampling;

import dev.millrace.policy.PolicyInput;

/** A prompt made ready for the policy, or the reason why it cannot be. */
public sealed interface PreparedPrompt {

    /** Tokens and images that fit the policy. */
    record Ready(PolicyInput input) implements PreparedPrompt {}

    /** A prompt that this policy cannot answer. */
    record Rejected(PromptRejectedException cause) implements PreparedPrompt {}
}
