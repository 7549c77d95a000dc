package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.QwenConfig;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A network with its weights. Reading is safe for all threads as long as nobody writes the weights, which stay the
 * caller's; {@link #close()} frees only what this holds beside them.
 */
public final class QwenNetwork implements AutoCloseable {

    private final QwenConfig config;
    private final ParameterArrays arrays;
    private final Adapter adapter;
    private final boolean tied;
    private final NDManager own;
    private final NDArray empty;
    private final NDArray barred;
    private final Set<Integer> barredIds;

    /**
     * @param arrays all parameters of the architecture
     * @param adapter what is added beside linear layers; {@link Adapter#NONE} for nothing
     * @param barred ids that are never predicted, whatever the weights say
     */
    public QwenNetwork(QwenConfig config, ParameterArrays arrays, Adapter adapter, int... barred) {
        this.config = config;
        this.arrays = arrays;
        this.adapter = adapter;
        this.tied = !arrays.byName().containsKey(TensorNames.HEAD);
        this.own = arrays.get(TensorNames.EMBEDDING).getManager().newSubManager();
        this.empty = own.create(new Shape(0));
        this.barredIds = Arrays.stream(barred).boxed().collect(Collectors.toUnmodifiableSet());
        this.barred = own.create(Arrays.stream(barred).asLongStream().toArray());
    }

    public QwenConfig config() {
        return config;
    }

    Adapter adapter() {
        return adapter;
    }

    /** The table of the output layer, (vocabulary, hidden). */
    NDArray head() {
        return arrays.get(tied ? TensorNames.EMBEDDING : TensorNames.HEAD);
    }

    Parameters parameters() {
        return new Parameters() {
            @Override
            public NDArray get(String name) {
                return arrays.get(name);
            }

            @Override
            public NDArray optional(String name) {
                NDArray array = arrays.byName().get(name);
                return array == null ? empty : array;
            }
        };
    }

    /** Ids that are never predicted, int64. */
    NDArray barred() {
        return barred;
    }

    /**
     * Some ids that may be predicted, spread over the vocabulary: the same for the same model.
     *
     * @param count how many; some come again if there are not so many
     */
    public int[] allowedIds(int count) {
        int vocabulary = config.text().vocabulary();
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            int id = (int) ((long) i * vocabulary / count);
            while (barredIds.contains(id)) {
                id = (id + 1) % vocabulary;
            }
            ids[i] = id;
        }
        return ids;
    }

    /** Stands for a parameter that is not there. */
    NDArray empty() {
        return empty;
    }

    @Override
    public void close() {
        own.close();
    }
}
