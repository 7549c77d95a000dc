package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.EncodedImage;
import java.util.List;

/**
 * A prompt whose right answer is known.
 *
 * @param id identity in its data set
 * @param problem the question, with an {@code <image>} mark per image
 * @param images in the order of their marks
 * @param answer the right answer
 * @param category for the table
 */
public record EvaluationItem(String id, String problem, List<EncodedImage> images, String answer, String category) {

    public EvaluationItem {
        images = List.copyOf(images);
    }
}
