package dev.millrace.models.mot.model;

import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.Tokens;
import java.util.Optional;

/**
 * What the policy is asked, ready for the model: the image block comes first, then the text.
 *
 * @param text the question's tokens, without image marks
 * @param image what is asked about; empty for a question of text alone
 */
public record ModelPrompt(Tokens text, Optional<Pixels> image) {

    public ModelPrompt {
        if (text.isEmpty() && image.isEmpty()) {
            throw new IllegalArgumentException("a prompt needs text or an image");
        }
    }

    /** The same question about another image, as a perturbed view needs it. */
    public ModelPrompt withImage(Pixels other) {
        return new ModelPrompt(text, Optional.of(other));
    }
}
