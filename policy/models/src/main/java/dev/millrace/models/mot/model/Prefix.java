package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch of encoded prompts: what every continuation of them attends to. It is held once per prompt, however many
 * continuations there are, and gradients of all of them flow back through it.
 *
 * <p>Lives in the scope and on the thread that made it.
 */
public final class Prefix {

    private final List<KeyValues> layers;
    private final NDArray keyMask;
    private final int[] lengths;
    private final @Nullable SourceLatents source;
    private final boolean lacksSource;

    Prefix(
            List<KeyValues> layers,
            NDArray keyMask,
            int[] lengths,
            @Nullable SourceLatents source,
            boolean lacksSource) {
        this.layers = List.copyOf(layers);
        this.keyMask = keyMask;
        this.lengths = lengths;
        this.source = source;
        this.lacksSource = lacksSource;
    }

    /** Number of prompts, P. */
    public int prompts() {
        return lengths.length;
    }

    /** Tokens of one prompt without padding: the position of the first token that continues it. */
    public int length(int prompt) {
        return lengths[prompt];
    }

    KeyValues layer(int layer) {
        return layers.get(layer);
    }

    /**
     * The images that the prompts ask to change; null where no prompt has one, or latents are told of none.
     *
     * @throws IllegalStateException if the policy draws by what it is told, and the images were not encoded
     */
    @Nullable
    SourceLatents source() {
        if (lacksSource) {
            throw new IllegalStateException(
                    "these prompts have images, whose latents the policy draws by; encode them first");
        }
        return source;
    }

    /** (P, 1, 1, Tp), additive. */
    NDArray keyMask() {
        return keyMask;
    }
}
