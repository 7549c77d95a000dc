package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;

/**
 * The keys and values of the continuation tokens decoded so far, in memory reserved at the start. For inference only: it
 * is written in place. Lives in the scope and on the thread that made it.
 */
public final class KeyValueCache {

    private final NDArray[] keys;
    private final NDArray[] values;
    private final int capacity;
    private int length;

    /**
     * Room for {@code capacity} tokens of {@code prompts · group} sequences.
     */
    public KeyValueCache(NDManager manager, PolicyConfig config, int prompts, int group, int capacity) {
        Shape shape = new Shape(prompts, config.heads(), group, capacity, config.headSize());
        this.capacity = capacity;
        this.keys = new NDArray[config.layers()];
        this.values = new NDArray[config.layers()];
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer] = manager.zeros(shape, DataType.FLOAT32);
            values[layer] = manager.zeros(shape, DataType.FLOAT32);
        }
    }

    /** Tokens held per sequence. */
    public int length() {
        return length;
    }

    /** Writes the keys of the next tokens, (P, heads, G, T, d), and gives all up to them. */
    NDArray appendKeys(int layer, NDArray next) {
        return append(keys[layer], next);
    }

    /** Writes the values of the next tokens, (P, heads, G, T, d), and gives all up to them. */
    NDArray appendValues(int layer, NDArray next) {
        return append(values[layer], next);
    }

    private NDArray append(NDArray store, NDArray next) {
        long end = length + next.getShape().get(3);
        if (end > capacity) {
            throw new IllegalStateException("the cache holds " + capacity + " tokens, but " + end + " are needed");
        }
        // The slots are still zero, so that adding in place is writing.
        TensorOps.slice(store, 3, length, end).addi(next);
        return TensorOps.slice(store, 3, 0, end);
    }

    /** Counts tokens that every layer has written. */
    void advance(int tokens) {
        length += tokens;
    }
}
