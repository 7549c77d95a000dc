package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;

/**
 * Is told what a pass computes on its way, while it computes it. The array is the pass's: a listener that wants to keep values
 * copies them before it returns.
 */
public interface StageListener {

    /** Listens to nothing. */
    StageListener NONE = (stage, number, values) -> {};

    /** What is told, in the order of a pass. */
    enum Stage {
        /** Patches as vectors, (patches, width of the tower), before cells are moved to windows. */
        PATCHES,
        /** What is added to them for their places, of the same shape. */
        PLACES,
        /**
         * What a block of the tower gives, of the same shape. Where the tower has windows, its cells lie in the order of {@link
         * dev.millrace.models.qwen.layout.VisionWindows#bySize}.
         */
        BLOCK,
        /** What the first layer of the language model reads, (rows, tokens, hidden). */
        EMBEDDING,
        /** What a layer of the language model gives, of the same shape, before anything of the tower is added. */
        LAYER
    }

    /**
     * A stage was computed.
     *
     * @param number of the block or layer; 0 where there is one only
     */
    void passed(Stage stage, int number, NDArray values);
}
