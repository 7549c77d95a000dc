package dev.millrace.workers.sampling;

import dev.millrace.models.mot.model.Prompt;

/** A prompt made ready for the policy, or the reason why it cannot be. */
public sealed interface PreparedPrompt {

    /** Tokens and pixels that fit the policy. */
    record Ready(Prompt prompt) implements PreparedPrompt {}

    /** A prompt that this policy cannot answer. */
    record Rejected(PromptRejectedException cause) implements PreparedPrompt {}
}
