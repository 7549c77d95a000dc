package dev.millrace.policy;

import java.util.Optional;

/**
 * The words that a prompt was written of, for a server that writes prompts by itself.
 *
 * @param system what is said to the policy before the prompt, where something is
 * @param text with one {@value #IMAGE_MARK} for each image
 */
public record PromptWords(Optional<String> system, String text) {

    /** Stands in the text where an image is meant. */
    public static final String IMAGE_MARK = "<image>";
}
