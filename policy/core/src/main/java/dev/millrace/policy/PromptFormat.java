package dev.millrace.policy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Set;

/** How a family writes prompts as tokens, and tokens as text. Implementations are safe for all threads. */
public interface PromptFormat {

    /**
     * Writes a prompt in the family's own layout.
     *
     * @param text with one {@code <image>} mark for each image
     * @param images what the marks stand for, in their order
     * @return the input, which fits the policy, or why there is none
     */
    EncodedPrompt encode(String text, List<EncodedImage> images);

    /** The text of a response, end marks left out. */
    String decode(Tokens tokens);

    /** What each token of a response is to a reader: as many strings as tokens. */
    List<String> pieces(Tokens tokens);

    /** The ids that end a response. */
    Set<Integer> stopIds();

    /** A prompt made ready for the policy, or the reason why it cannot be. */
    sealed interface EncodedPrompt {

        /** A prompt that fits the policy. */
        record Ready(PolicyInput input) implements EncodedPrompt {}

        /**
         * A prompt that this policy cannot take.
         *
         * @param reason says what is wrong with it, without naming the prompt
         */
        record Refused(String reason) implements EncodedPrompt {}
    }
}
