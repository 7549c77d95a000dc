package dev.millrace.models.parameters;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.EncodedTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The native arrays of one network, by name. Owns its memory until closed.
 *
 * <p>Reading is safe for all threads as long as nobody writes.
 */
public final class ParameterArrays implements AutoCloseable {

    private final NDManager manager;
    private final Map<String, NDArray> byName;

    private ParameterArrays(NDManager manager, Map<String, NDArray> byName) {
        this.manager = manager;
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** As float32; see {@link #load(List, Map, TensorType)}. */
    public static ParameterArrays load(List<ParameterSpec> specs, Map<String, ? extends TensorSource> tensors) {
        return load(specs, tensors, TensorType.F32);
    }

    /**
     * Copies tensors into native memory.
     *
     * @param specs the parameters there must be, no more and no less
     * @param type in which they are held, F32 or BF16; tensors may be of any floats
     * @throws WeightsException naming the tensor that is missing, unexpected, of another shape or of integers
     */
    public static ParameterArrays load(
            List<ParameterSpec> specs, Map<String, ? extends TensorSource> tensors, TensorType type) {
        return load(
                specs,
                loader -> {
                    Map<String, TensorForm> forms = new TreeMap<>();
                    tensors.forEach((name, tensor) -> forms.put(name, tensor.form()));
                    loader.layout(forms);
                    for (Map.Entry<String, ? extends TensorSource> tensor : tensors.entrySet()) {
                        loader.tensor(tensor.getKey(), tensor.getValue());
                    }
                },
                type);
    }

    /** As float32; see {@link #load(List, String, EncodedTensors, TensorType)}. */
    public static ParameterArrays load(List<ParameterSpec> specs, String source, EncodedTensors tensors) {
        return load(specs, source, tensors, TensorType.F32);
    }

    /**
     * Decodes tensors straight into native memory.
     *
     * @param source names them in error messages
     * @param type in which they are held, F32 or BF16
     * @throws WeightsException as {@link #load(List, Map)}
     * @throws dev.millrace.policy.weights.UpdateException if they are damaged or cannot be read
     */
    public static ParameterArrays load(
            List<ParameterSpec> specs, String source, EncodedTensors tensors, TensorType type) {
        return load(specs, loader -> tensors.read(source, loader), type);
    }

    /** Gives tensors one after the other. */
    @FunctionalInterface
    public interface Reading {

        /** Tells the sink the forms of all tensors, then each once. */
        void into(TensorSink sink) throws IOException;
    }

    /** As float32; see {@link #load(List, Reading, TensorType)}. */
    public static ParameterArrays load(List<ParameterSpec> specs, Reading reading) {
        return load(specs, reading, TensorType.F32);
    }

    /**
     * Decodes tensors straight into native memory.
     *
     * @param type in which they are held, F32 or BF16
     * @throws WeightsException as {@link #load(List, Map)}
     * @throws UncheckedIOException if they cannot be read
     */
    public static ParameterArrays load(List<ParameterSpec> specs, Reading reading, TensorType type) {
        NDManager manager = PolicyEngine.get().newManager();
        try {
            ArrayLoader loader = new ArrayLoader(specs, manager, type);
            reading.into(loader);
            return new ParameterArrays(manager, loader.inOrder());
        } catch (IOException | RuntimeException e) {
            manager.close();
            throw e instanceof RuntimeException failure ? failure : new UncheckedIOException((IOException) e);
        }
    }

    /**
     * Compares tensors with what there must be, without their values.
     *
     * @throws WeightsException as {@link #load(List, Map)}
     */
    public static void check(List<ParameterSpec> specs, Map<String, TensorForm> forms) {
        ArrayLoader.check(specs, forms);
    }

    /** Copies all arrays into new native memory; the copies carry no gradient. */
    public ParameterArrays copy() {
        NDManager target = PolicyEngine.get().newManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (NoGradScope ignored = NoGradScope.open()) {
            byName.forEach((name, array) -> {
                NDArray copy = TensorOps.keptCopy(array);
                copy.attach(target);
                arrays.put(name, copy);
            });
        }
        return new ParameterArrays(target, arrays);
    }

    /**
     * These arrays, and of another network those that these lack. It owns what this owned, and takes its place; the others stay
     * their owner's, who must not close them before.
     */
    public ParameterArrays over(ParameterArrays other) {
        Map<String, NDArray> all = new LinkedHashMap<>(other.byName);
        all.putAll(byName);
        return new ParameterArrays(manager, all);
    }

    /** Copies all values out of native memory, by name. */
    public Map<String, Tensor> toTensors() {
        return Tensor.copiesOf(sources());
    }

    /** All values where they lie, by name; not to be written while they are read. */
    public Map<String, TensorSource> sources() {
        Map<String, TensorSource> sources = new TreeMap<>();
        byName.forEach((name, array) -> sources.put(name, new ArraySource(array)));
        return sources;
    }

    /** The arrays by name, in the order of their specification. */
    public Map<String, NDArray> byName() {
        return byName;
    }

    /** One array. */
    public NDArray get(String name) {
        NDArray array = byName.get(name);
        if (array == null) {
            throw new IllegalStateException("no parameter named " + name);
        }
        return array;
    }

    @Override
    public void close() {
        manager.close();
    }
}
