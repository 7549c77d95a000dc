package dev.millrace.policy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * What a policy is asked, as it passes the seam: token ids and encoded images. Decoding and resizing belong to the family.
 *
 * @param tokens the prompt's ids in the family's own layout
 * @param images the images in the order of their marks in the prompt
 * @param runs where each image stands among the model's positions, one for each image
 * @param length positions that it takes in the model's sequence, images included
 * @param words that it was written of, where these are known
 */
public record PolicyInput(
        Tokens tokens, List<EncodedImage> images, List<ImageRun> runs, int length, Optional<PromptWords> words) {

    public PolicyInput {
        images = List.copyOf(images);
        runs = List.copyOf(runs);
        if (images.size() != runs.size()) {
            throw new IllegalArgumentException(
                    "there are " + images.size() + " images, but runs of " + runs.size() + " images");
        }
        if (tokens.isEmpty() && images.isEmpty()) {
            throw new IllegalArgumentException("a prompt needs text or an image");
        }
        if (length < tokens.length()) {
            throw new IllegalArgumentException(
                    "a prompt of " + tokens.length() + " tokens does not fit into " + length + " positions");
        }
    }

    /** An input whose words are not known. */
    public PolicyInput(Tokens tokens, List<EncodedImage> images, List<ImageRun> runs, int length) {
        this(tokens, images, runs, length, Optional.empty());
    }

    /** An input whose tokens hold no places for its images. */
    public PolicyInput(Tokens tokens, List<EncodedImage> images, List<ImageRun> runs) {
        this(
                tokens,
                images,
                runs,
                tokens.length() + runs.stream().mapToInt(ImageRun::length).sum());
    }
}
