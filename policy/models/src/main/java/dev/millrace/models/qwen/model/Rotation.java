package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.qwen.config.MultimodalRotary;
import dev.millrace.models.qwen.layout.TokenPositions;
import java.util.List;

/**
 * Cosine and sine of rotary angles, each twice side by side, as rotating halves takes them.
 *
 * @param cos with an axis of length 1 for the heads
 * @param sin of the same shape
 */
record Rotation(NDArray cos, NDArray sin) {

    /**
     * @param angles (…, size / 2)
     * @param headAxis where the axis of the heads is put
     */
    static Rotation of(NDArray angles, int headAxis) {
        NDArray both = angles.concat(angles, -1 + angles.getShape().dimension());
        return new Rotation(both.cos().expandDims(headAxis), both.sin().expandDims(headAxis));
    }

    /**
     * Of tokens on three axes.
     *
     * @param sequences of equal length
     * @return (sequences, tokens, 1, head size)
     */
    static Rotation of(NDManager manager, MultimodalRotary rotary, List<TokenPositions> sequences) {
        return of(angles(manager, rotary, sequences, sequences.size()), 2);
    }

    /**
     * Of tokens of one sequence.
     *
     * @param parts that follow each other
     * @return (1, tokens, 1, head size)
     */
    static Rotation flat(NDManager manager, MultimodalRotary rotary, List<TokenPositions> parts) {
        return of(angles(manager, rotary, parts, 1), 2);
    }

    /** (rows, tokens of a row, size / 2). */
    private static NDArray angles(NDManager manager, MultimodalRotary rotary, List<TokenPositions> parts, int rows) {
        int tokens = parts.stream().mapToInt(TokenPositions::length).sum();
        int half = rotary.frequencies();
        float[] frequencies = rotary.inverseFrequencies();
        int[] axes = rotary.axes();
        float[] angles = new float[tokens * half];
        int at = 0;
        for (TokenPositions part : parts) {
            int[][] positions = {part.axis(0), part.axis(1), part.axis(2)};
            for (int token = 0; token < part.length(); token++) {
                for (int f = 0; f < half; f++) {
                    angles[at++] = positions[axes[f]][token] * frequencies[f];
                }
            }
        }
        return manager.create(angles, new Shape(rows, tokens / rows, half));
    }
}
