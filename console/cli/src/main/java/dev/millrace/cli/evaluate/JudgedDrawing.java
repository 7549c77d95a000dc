package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.util.List;

/**
 * What a policy drew for one prompt.
 *
 * @param item the prompt
 * @param drawn what it drew, in PNG
 * @param passed whether each of them shows all that the rules ask for
 * @param inPlace of an edit, whether each that passed also left the rest where it was; empty where that cannot be told
 */
public record JudgedDrawing(DrawingItem item, List<EncodedImage> drawn, List<Boolean> passed, List<Boolean> inPlace) {

    public JudgedDrawing {
        drawn = List.copyOf(drawn);
        passed = List.copyOf(passed);
        inPlace = List.copyOf(inPlace);
        if (drawn.size() != passed.size()) {
            throw new IllegalArgumentException(
                    "prompt " + item.id() + " has " + drawn.size() + " images and " + passed.size() + " verdicts");
        }
    }

    /** What is no edit. */
    public JudgedDrawing(DrawingItem item, List<EncodedImage> drawn, List<Boolean> passed) {
        this(item, drawn, passed, List.of());
    }

    /** The pictures, decoded with each call. */
    public List<RgbImage> images() {
        return drawn.stream().map(PngCodec::decode).toList();
    }

    /** How many of them passed. */
    public int right() {
        return (int) passed.stream().filter(one -> one).count();
    }
}
