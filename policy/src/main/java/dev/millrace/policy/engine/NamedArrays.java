package dev.millrace.policy.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parameters of a network in native memory, by name. Owns that memory until closed. Safe for all threads as long as
 * nobody writes.
 */
public final class NamedArrays implements AutoCloseable {

    private final NDManager manager;
    private final Map<String, NDArray> byName;

    private NamedArrays(NDManager manager, Map<String, NDArray> byName) {
        this.manager = manager;
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** Copies tensors of floats into native memory, as float32. */
    public static NamedArrays load(Map<String, Tensor> tensors) {
        NDManager manager = PolicyEngine.get().newManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (NoGradScope ignored = NoGradScope.open()) {
            new TreeMap<>(tensors).forEach((name, tensor) -> {
                NDArray onHeap = manager.create(
                        tensor.toFloats(), new Shape(tensor.shape().toArray()));
                arrays.put(name, TensorOps.keptCopy(onHeap));
            });
        }
        return new NamedArrays(manager, arrays);
    }

    /**
     * The array of a name.
     *
     * @throws IllegalArgumentException naming it, if there is none
     */
    public NDArray get(String name) {
        NDArray array = byName.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter named " + name);
        }
        return array;
    }

    /** The arrays in the order of their names. */
    public Map<String, NDArray> byName() {
        return byName;
    }

    /** Copies all values out of native memory. */
    public Map<String, Tensor> toTensors() {
        Map<String, Tensor> tensors = new TreeMap<>();
        byName.forEach((name, array) -> tensors.put(
                name, Tensor.ofFloats(TensorShape.of(array.getShape().getShape()), array.toFloatArray())));
        return tensors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
