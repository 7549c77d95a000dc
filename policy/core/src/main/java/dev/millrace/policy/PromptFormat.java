package dev.millrace.policy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.TokenText;
import java.util.List;
import java.util.Optional;

/** How a family writes prompts as tokens, and tokens as text. Implementations are safe for all threads. */
public interface PromptFormat extends TokenText {

    /**
     * Writes a prompt in the family's own layout.
     *
     * @param text with one {@code <image>} mark for each image
     * @param images what the marks stand for, in their order
     * @return the input, which fits the policy, or why there is none
     */
    EncodedPrompt encode(String text, List<EncodedImage> images);

    /**
     * Writes a prompt that something is said before. A family whose format has no place of its own for that puts it before the
     * text.
     *
     * @param system what is said to the policy before the prompt, where something is
     */
    default EncodedPrompt encode(Optional<String> system, String text, List<EncodedImage> images) {
        return encode(system.map(said -> said + "\n" + text).orElse(text), images);
    }

    /** By what prompts are written, for records to say it; {@link FormatDigests#NONE} where the family does not. */
    default FormatDigests digests() {
        return FormatDigests.NONE;
    }

    /** A prompt made ready for the policy, or the reason why it cannot be. */
    sealed interface EncodedPrompt {

        /**
         * The input of a prompt that was to be fit.
         *
         * @throws IllegalArgumentException with the reason, if it is not
         */
        PolicyInput orThrow();

        /** A prompt that fits the policy. */
        record Ready(PolicyInput input) implements EncodedPrompt {
            @Override
            public PolicyInput orThrow() {
                return input;
            }
        }

        /**
         * A prompt that this policy cannot take.
         *
         * @param reason says what is wrong with it, without naming the prompt
         */
        record Refused(String reason) implements EncodedPrompt {
            @Override
            public PolicyInput orThrow() {
                throw new IllegalArgumentException(reason);
            }
        }

        /**
         * A prompt with an image that cannot be read.
         *
         * @param reason says what is wrong with the image
         */
        record UnreadableImage(EncodedImage image, String reason) implements EncodedPrompt {

            /** What is wrong, and with which image. */
            public String named() {
                return "image " + image.digest() + " (" + image.mediaType() + ") cannot be read: " + reason;
            }

            @Override
            public PolicyInput orThrow() {
                throw new IllegalArgumentException(named());
            }
        }
    }
}
