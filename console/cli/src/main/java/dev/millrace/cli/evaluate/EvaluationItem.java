package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.EncodedImage;
import java.util.List;
import java.util.Optional;

/**
 * A prompt whose right answer is known.
 *
 * @param id identity in its data set
 * @param problem the question, with an {@code <image>} mark per image
 * @param images in the order of their marks
 * @param answer the right answer
 * @param category for the table
 * @param system what is said to the policy before the question, where something is
 */
public record EvaluationItem(
        String id, String problem, List<EncodedImage> images, String answer, String category, Optional<String> system) {

    public EvaluationItem {
        images = List.copyOf(images);
    }
}
