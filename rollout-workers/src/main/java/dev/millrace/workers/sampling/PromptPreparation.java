package dev.millrace.workers.sampling;

import dev.millrace.schemas.avro.Prompt;
import java.time.Instant;

/** Makes prompts ready for the policy. It gives problems of a prompt as values. */
@FunctionalInterface
public interface PromptPreparation {

    /**
     * Prepares one prompt.
     *
     * @param imagesUntil until when to wait for images that did not arrive yet
     */
    PreparedPrompt prepare(Prompt prompt, Instant imagesUntil);
}
