package dev.millrace.policy.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.policy.engine.NoGradScope;
import dev.millrace.policy.engine.PolicyEngine;
import dev.millrace.policy.engine.TensorOps;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The native arrays of one policy, by name and as the structure the transformer reads. Owns its memory until closed.
 *
 * <p>Reading is safe for all threads as long as nobody writes: the arrays of {@link PolicyWeights} are never written, those
 * of a policy in training only by its trainer's thread.
 */
public final class PolicyParameters implements AutoCloseable {

    private final PolicyConfig config;
    private final NDManager manager;
    private final Map<String, NDArray> byName;
    private final LayerParameters[] layers;

    private PolicyParameters(PolicyConfig config, NDManager manager, Map<String, NDArray> byName) {
        this.config = config;
        this.manager = manager;
        this.byName = Collections.unmodifiableMap(byName);
        this.layers = new LayerParameters[config.layers()];
        for (int layer = 0; layer < layers.length; layer++) {
            layers[layer] = bind(layer);
        }
    }

    /**
     * Copies tensors into native memory, as float32.
     *
     * @throws WeightsException naming the tensor that is missing, unexpected, of another shape or of integers
     */
    public static PolicyParameters load(PolicyConfig config, Map<String, Tensor> tensors) {
        requireLayout(config, tensors);
        NDManager manager = PolicyEngine.get().newManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (NoGradScope ignored = NoGradScope.open()) {
            for (ParameterSpec spec : ParameterLayout.of(config)) {
                Tensor tensor = tensors.get(spec.name());
                if (tensor == null) {
                    throw new WeightsException("tensor '" + spec.name() + "' is missing");
                }
                NDArray onHeap =
                        manager.create(tensor.toFloats(), new Shape(spec.shape().toArray()));
                arrays.put(spec.name(), TensorOps.keptCopy(onHeap));
            }
        }
        return new PolicyParameters(config, manager, arrays);
    }

    private static void requireLayout(PolicyConfig config, Map<String, Tensor> tensors) {
        Set<String> unexpected = new TreeSet<>(tensors.keySet());
        for (ParameterSpec spec : ParameterLayout.of(config)) {
            unexpected.remove(spec.name());
            Tensor tensor = tensors.get(spec.name());
            if (tensor == null) {
                throw new WeightsException("tensor '" + spec.name() + "' is missing");
            }
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
    public PolicyParameters copy() {
        NDManager target = PolicyEngine.get().newManager();
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        try (NoGradScope ignored = NoGradScope.open()) {
            byName.forEach((name, array) -> {
                NDArray copy = TensorOps.keptCopy(array);
                copy.attach(target);
                arrays.put(name, copy);
            });
        }
        return new PolicyParameters(config, target, arrays);
    }

    /** Copies all values out of native memory, by name. */
    public Map<String, Tensor> toTensors() {
        Map<String, Tensor> tensors = new TreeMap<>();
        byName.forEach((name, array) -> tensors.put(
                name, Tensor.ofFloats(TensorShape.of(array.getShape().getShape()), array.toFloatArray())));
        return tensors;
    }

    public PolicyConfig config() {
        return config;
    }

    /** The arrays by name, in the order of {@link ParameterLayout}. */
    public Map<String, NDArray> byName() {
        return byName;
    }

    NDArray get(String name) {
        NDArray array = byName.get(name);
        if (array == null) {
            throw new IllegalStateException("no parameter named " + name);
        }
        return array;
    }

    LayerParameters layer(int layer) {
        return layers[layer];
    }

    /** The output matrix, (vocabulary, width). */
    NDArray head() {
        return get(config.tiedHead() ? ParameterLayout.TOKEN_EMBEDDING : ParameterLayout.HEAD);
    }

    private LayerParameters bind(int layer) {
        Map<Modality, LayerParameters.ExpertParameters> experts = new EnumMap<>(Modality.class);
        for (Modality modality : config.experts()) {
            experts.put(
                    modality,
                    new LayerParameters.ExpertParameters(
                            get(ParameterLayout.inExpert(layer, modality, "gate")),
                            get(ParameterLayout.inExpert(layer, modality, "up")),
                            get(ParameterLayout.inExpert(layer, modality, "down"))));
        }
        return new LayerParameters(
                get(ParameterLayout.inLayer(layer, "attention.norm")),
                get(ParameterLayout.inLayer(layer, "attention.qkv")),
                get(ParameterLayout.inLayer(layer, "attention.out")),
                get(ParameterLayout.inLayer(layer, "experts.norm")),
                experts);
    }

    @Override
    public void close() {
        manager.close();
    }
}
