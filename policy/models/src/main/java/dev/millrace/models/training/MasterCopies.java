package dev.millrace.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.models.parameters.ArraySource;
import dev.millrace.models.parameters.NativeArrays;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What an optimizer updates in place of parameters in bfloat16, whose 8 bits would lose a small step: a float32 copy of each, from
 * which the parameter is rounded after every step. A float32 parameter stands for itself.
 *
 * <p>Owns the copies until closed; the parameters stay their owner's. For one thread.
 */
final class MasterCopies implements AutoCloseable {

    private static final String PREFIX = "master.";

    private final NDManager manager = PolicyEngine.get().newManager();
    private final Map<String, NDArray> parameters;
    private final Map<String, NDArray> copies = new LinkedHashMap<>();

    MasterCopies(Map<String, NDArray> parameters) {
        this.parameters = parameters;
        try (Acquisition taken = new Acquisition();
                NoGradScope ignored = NoGradScope.open()) {
            taken.take(manager);
            parameters.forEach((name, parameter) -> {
                if (TensorKernels.type(parameter) != TensorType.F32) {
                    copies.put(name, TensorOps.keep(TensorKernels.cast(manager, parameter, TensorType.F32)));
                }
            });
            taken.done();
        }
    }

    /** What is updated, by the names of the parameters and in their order: all float32. */
    Map<String, NDArray> updated() {
        Map<String, NDArray> updated = new LinkedHashMap<>(parameters);
        updated.putAll(copies);
        return Collections.unmodifiableMap(updated);
    }

    /** Rounds the parameters from their copies. */
    void write() {
        try (NoGradScope scope = NoGradScope.open()) {
            copies.forEach((name, copy) -> TensorKernels.copy(scope.manager(), copy, parameter(name)));
        }
    }

    private NDArray parameter(String name) {
        NDArray parameter = parameters.get(name);
        if (parameter == null) {
            throw new IllegalStateException("no parameter named " + name);
        }
        return parameter;
    }

    /** The copies where they lie, by names of their own. */
    Map<String, TensorSource> state() {
        Map<String, TensorSource> state = new TreeMap<>();
        copies.forEach((name, copy) -> state.put(PREFIX + name, new ArraySource(copy)));
        return state;
    }

    /**
     * Takes over saved copies, and rounds the parameters from them.
     *
     * @return the tensors that are no copies
     * @throws IllegalArgumentException naming the tensor that is missing or of another shape; nothing is changed then
     * @throws UncheckedIOException if one cannot be read; these copies are of no use then
     */
    Map<String, TensorSource> load(Map<String, ? extends TensorSource> state) {
        Map<String, TensorSource> rest = new TreeMap<>(state);
        copies.forEach((name, copy) -> {
            TensorSource saved = rest.remove(PREFIX + name);
            TensorShape shape = TensorShape.of(copy.getShape().getShape());
            if (saved == null || !saved.form().shape().equals(shape)) {
                throw new IllegalArgumentException("the optimizer state's tensor '" + PREFIX + name + "' is "
                        + (saved == null ? "missing" : saved.form().toString()) + ", but F32" + shape
                        + " is needed: was it saved with another policy.precision?");
            }
        });
        try (NoGradScope scope = NoGradScope.open()) {
            for (Map.Entry<String, NDArray> copy : copies.entrySet()) {
                TensorSource saved = state.get(PREFIX + copy.getKey());
                NDArray read = NativeArrays.create(scope.manager(), Objects.requireNonNull(saved));
                TensorKernels.copy(scope.manager(), read, copy.getValue());
                read.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        write();
        return rest;
    }

    @Override
    public void close() {
        manager.close();
    }
}
