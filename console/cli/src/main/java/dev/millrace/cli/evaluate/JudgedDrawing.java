package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.RgbImage;
import java.util.List;

/**
 * What a policy drew for one prompt.
 *
 * @param item the prompt
 * @param images what it drew
 * @param passed whether each of them shows all that the rules ask for
 */
public record JudgedDrawing(DrawingItem item, List<RgbImage> images, List<Boolean> passed) {

    public JudgedDrawing {
        images = List.copyOf(images);
        passed = List.copyOf(passed);
        if (images.size() != passed.size()) {
            throw new IllegalArgumentException(
                    "prompt " + item.id() + " has " + images.size() + " images and " + passed.size() + " verdicts");
        }
    }
}
