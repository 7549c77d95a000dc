package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Continuations that are decoded token by token, each row one history of tokens: sequences that have had the same tokens so far are one
 * row, until they part. Holds the rows' keys and values, and where each row stands among those of its prompt. For inference only: it is
 * written in place. Lives in the scope and on the thread that made it.
 */
public final class SharedRows {

    /** Tokens for which room is made ahead. */
    private static final int AHEAD = 8;

    private final NDManager manager;
    private final int promptCount;
    private final long width;
    private final NDArray[] keys;
    private final NDArray[] values;
    private int[] prompts;
    private Lanes lanes;
    private int room = AHEAD;
    private int length;

    /**
     * Where rows stand when those of a prompt are laid side by side, as many for each prompt; what is left over repeats the first row.
     *
     * @param each rows of a prompt, at most
     * @param laid for each place the row that stands there; null if that is the row of its number
     * @param places for each row its place; null as {@code laid} is
     */
    record Lanes(int each, @Nullable NDArray laid, @Nullable NDArray places) {}

    /** One row for each of so many prompts, without a token. */
    public SharedRows(NDManager manager, PolicyConfig config, int prompts) {
        this.manager = manager;
        this.promptCount = prompts;
        this.width = config.width();
        this.keys = new NDArray[config.layers()];
        this.values = new NDArray[config.layers()];
        this.prompts = new int[prompts];
        Arrays.setAll(this.prompts, prompt -> prompt);
        this.lanes = new Lanes(1, null, null);
        for (int layer = 0; layer < keys.length; layer++) {
            keys[layer] = zeros();
            values[layer] = zeros();
        }
    }

    private NDArray zeros() {
        return TensorOps.keep(manager.zeros(new Shape(room, count(), width), DataType.FLOAT32));
    }

    /** Number of rows. */
    public int count() {
        return prompts.length;
    }

    /** Tokens held of each row. */
    int length() {
        return length;
    }

    /** The prompt that a row continues. */
    int prompt(int row) {
        return prompts[row];
    }

    Lanes lanes() {
        return lanes;
    }

    /**
     * Goes on with other rows.
     *
     * @param parents the row that each of them comes from, those of a prompt next to each other
     */
    public void part(int[] parents) {
        int before = count();
        prompts = Arrays.stream(parents).map(parent -> prompts[parent]).toArray();
        room = length + AHEAD;
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray from = manager.create(entries(parents, before), new Shape((long) length * parents.length));
            for (int layer = 0; layer < keys.length; layer++) {
                keys[layer] = moved(keys[layer], from, before);
                values[layer] = moved(values[layer], from, before);
            }
        }
        layOut();
    }

    /** Where the tokens of the parents lie among those of all rows before. */
    private long[] entries(int[] parents, int before) {
        long[] entries = new long[length * parents.length];
        int next = 0;
        for (int token = 0; token < length; token++) {
            for (int parent : parents) {
                entries[next++] = (long) token * before + parent;
            }
        }
        return entries;
    }

    private NDArray moved(NDArray store, NDArray from, int before) {
        NDArray target = zeros();
        if (length > 0) {
            NDArray held = TensorOps.slice(store, 0, 0, length).reshape(new Shape((long) length * before, width));
            TensorOps.slice(target, 0, 0, length)
                    .addi(TensorOps.embedding(from, held).reshape(new Shape(length, count(), width)));
        }
        store.close();
        return target;
    }

    private void layOut() {
        int[] counts = new int[promptCount];
        int each = 0;
        for (int prompt : prompts) {
            each = Math.max(each, ++counts[prompt]);
        }
        close(lanes.laid());
        close(lanes.places());
        if (each * promptCount == count()) {
            lanes = new Lanes(each, null, null);
            return;
        }
        long[] laid = new long[promptCount * each];
        long[] places = new long[count()];
        Arrays.fill(counts, 0);
        for (int row = 0; row < places.length; row++) {
            int place = prompts[row] * each + counts[prompts[row]]++;
            places[row] = place;
            laid[place] = row;
        }
        lanes = new Lanes(each, TensorOps.keep(manager.create(laid)), TensorOps.keep(manager.create(places)));
    }

    private static void close(@Nullable NDArray array) {
        if (array != null) {
            array.close();
        }
    }

    /** Writes the keys of the next token of each row, in any shape of as many values, and gives all so far, (T, rows, width). */
    NDArray appendKeys(int layer, NDArray next) {
        keys[layer] = withRoom(keys[layer]);
        return append(keys[layer], next);
    }

    /** The same for its values. */
    NDArray appendValues(int layer, NDArray next) {
        values[layer] = withRoom(values[layer]);
        return append(values[layer], next);
    }

    private NDArray withRoom(NDArray store) {
        if (length < store.getShape().get(0)) {
            return store;
        }
        room = length + AHEAD;
        NDArray target = zeros();
        TensorOps.slice(target, 0, 0, length).addi(store);
        store.close();
        return target;
    }

    private NDArray append(NDArray store, NDArray next) {
        // The slots are still zero, so that adding in place is writing.
        TensorOps.slice(store, 0, length, length + 1).addi(next.reshape(new Shape(1, count(), width)));
        return TensorOps.slice(store, 0, 0, length + 1);
    }

    /** Counts the token that every layer has written. */
    void advance() {
        length++;
    }
}
