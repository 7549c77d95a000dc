package dev.millrace.models.parameters;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

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

    /**
     * Copies tensors into native memory, as float32.
     *
     * @param specs the parameters there must be, no more and no less
     * @throws WeightsException naming the tensor that is missing, unexpected, of another shape or of integers
     */
    public static ParameterArrays load(List<ParameterSpec> specs, Map<String, Tensor> tensors) {
        requireLayout(specs, tensors);
        NDManager manager = PolicyEngine.get().newManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (NoGradScope ignored = NoGradScope.open()) {
            for (ParameterSpec spec : specs) {
                Tensor tensor = required(tensors, spec);
                NDArray onHeap =
                        manager.create(tensor.toFloats(), new Shape(spec.shape().toArray()));
                arrays.put(spec.name(), TensorOps.keptCopy(onHeap));
            }
        }
        return new ParameterArrays(manager, arrays);
    }

    private static Tensor required(Map<String, Tensor> tensors, ParameterSpec spec) {
        Tensor tensor = tensors.get(spec.name());
        if (tensor == null) {
            throw new WeightsException("tensor '" + spec.name() + "' is missing");
        }
        return tensor;
    }

    private static void requireLayout(List<ParameterSpec> specs, Map<String, Tensor> tensors) {
        Set<String> unexpected = new TreeSet<>(tensors.keySet());
        for (ParameterSpec spec : specs) {
            unexpected.remove(spec.name());
            Tensor tensor = required(tensors, spec);
            if (!tensor.shape().equals(spec.shape())) {
                throw new WeightsException("tensor '" + spec.name() + "' has shape " + tensor.shape()
                        + ", but this architecture has " + spec.shape());
            }
            switch (tensor.type()) {
                case F32, F16, BF16 -> {}
                default ->
                    throw new WeightsException(
                            "tensor '" + spec.name() + "' holds " + tensor.type() + ", but weights are floats");
            }
        }
        if (!unexpected.isEmpty()) {
            throw new WeightsException("tensors " + unexpected + " are not part of this architecture");
        }
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

    /** Copies all values out of native memory, by name. */
    public Map<String, Tensor> toTensors() {
        Map<String, Tensor> tensors = new TreeMap<>();
        byName.forEach((name, array) -> tensors.put(
                name, Tensor.ofFloats(TensorShape.of(array.getShape().getShape()), array.toFloatArray())));
        return tensors;
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
