package dev.millrace.models.parameters;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts tensors into native arrays as they come, as floats of one type. To be used in a scope without gradients, by one thread. */
final class ArrayLoader implements TensorSink {

    /** Tensors too many that are named. */
    private static final int NAMED = 3;

    private final List<ParameterSpec> specs;
    private final NDManager manager;
    private final TensorType type;
    private final Map<String, NDArray> loaded = new HashMap<>();

    /**
     * @param manager owns the arrays from here on
     * @param type of the arrays, F32 or BF16
     */
    ArrayLoader(List<ParameterSpec> specs, NDManager manager, TensorType type) {
        this.specs = specs;
        this.manager = manager;
        this.type = type;
    }

    @Override
    public void layout(Map<String, TensorForm> forms) {
        check(specs, forms);
    }

    static void check(List<ParameterSpec> specs, Map<String, TensorForm> forms) {
        Set<String> unexpected = new TreeSet<>(forms.keySet());
        for (ParameterSpec spec : specs) {
            unexpected.remove(spec.name());
            require(spec, forms.get(spec.name()));
        }
        if (!unexpected.isEmpty()) {
            List<String> some = unexpected.stream().limit(NAMED).toList();
            throw new WeightsException("tensors " + some
                    + (some.size() < unexpected.size() ? " and " + (unexpected.size() - some.size()) + " others" : "")
                    + " are not part of this architecture");
        }
    }

    private static void require(ParameterSpec spec, @Nullable TensorForm form) {
        if (form == null) {
            throw new WeightsException("tensor '" + spec.name() + "' is missing");
        }
        if (!form.shape().equals(spec.shape())) {
            throw new WeightsException("tensor '" + spec.name() + "' has shape " + form.shape()
                    + ", but this architecture has " + spec.shape());
        }
        if (!form.type().isFloat()) {
            throw new WeightsException(
                    "tensor '" + spec.name() + "' holds " + form.type() + ", but weights are floats");
        }
    }

    @Override
    public void tensor(String name, TensorSource values) throws IOException {
        loaded.put(name, NativeArrays.create(manager, values, type));
    }

    /** The arrays in the order of their specification. */
    Map<String, NDArray> inOrder() {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (ParameterSpec spec : specs) {
            NDArray array = loaded.get(spec.name());
            if (array == null) {
                throw new WeightsException("tensor '" + spec.name() + "' is missing");
            }
            arrays.put(spec.name(), array);
        }
        return arrays;
    }
}
