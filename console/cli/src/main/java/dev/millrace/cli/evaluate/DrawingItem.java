package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.GenerationRules;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt that asks for an image, and what the image must show.
 *
 * @param id identity in its data set
 * @param problem the prompt, with an {@code <image>} mark per image
 * @param images in the order of their marks: one that is to be edited, or none
 * @param rules what is judged
 * @param category for the table
 */
public record DrawingItem(
        String id, String problem, List<EncodedImage> images, GenerationRules rules, String category) {

    public DrawingItem {
        images = List.copyOf(images);
    }

    /** The family whose table it stands in; a category that Millrace does not know is taken as one of objects. */
    public DrawingCategory.Kind kind() {
        return Arrays.stream(DrawingCategory.values())
                .filter(known -> known.label().equals(category))
                .findFirst()
                .map(DrawingCategory::kind)
                .orElse(DrawingCategory.Kind.COMPOSITION);
    }
}
