package dev.millrace.policy.learning;

import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.drawing.Latents;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/** What a policy takes of recorded experience. Plain checks without native work; safe for all threads. */
public interface PolicyIntake {

    /** What is known of the policy. */
    PolicyDescription description();

    /**
     * The prompt that a worker recorded, as the policy sees it.
     *
     * @param tokens the prompt's ids as they were recorded
     * @param images the prompt's images in their order
     * @return the input, or why the policy cannot take it
     */
    PromptFormat.EncodedPrompt recorded(Tokens tokens, List<EncodedImage> images);

    /** By what this policy's prompts are written; what was written otherwise is not trained. Nothing is compared by default. */
    default FormatDigests digests() {
        return FormatDigests.NONE;
    }

    /** Why the policy cannot be trained on drawings in these latents; empty if it can. */
    Optional<String> misfit(Latents latents);

    /**
     * How an architecture differs from this policy's; empty if it does not.
     *
     * @param architecture as it stands in the manifest of weights
     * @throws IllegalArgumentException if it is none of this family
     */
    Optional<String> difference(String architecture);
}
