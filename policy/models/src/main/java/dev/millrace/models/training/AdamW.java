package dev.millrace.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.models.parameters.ArraySource;
import dev.millrace.models.parameters.NativeArrays;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), in place:
 *
 * <pre>
 * p ← p·(1 − lr·decay);  m ← β1·m + (1−β1)·g;  v ← β2·v + (1−β2)·g²
 * p ← p − lr/(1−β1ᵗ) · m / (√v/√(1−β2ᵗ) + ε)
 * </pre>
 *
 * <p>Owns its two moments per parameter until closed. For one thread.
 */
public final class AdamW implements AutoCloseable {

    private static final String FIRST = "first.";
    private static final String SECOND = "second.";
    private static final String STEPS = "steps";

    private final AdamWSettings settings;
    private final Map<String, NDArray> parameters;
    private final Set<String> decayed;
    private final NDManager manager = PolicyEngine.get().newManager();
    private final Map<String, NDArray> first = new LinkedHashMap<>();
    private final Map<String, NDArray> second = new LinkedHashMap<>();
    private long steps;

    /**
     * An optimizer at rest.
     *
     * @param parameters what it updates, by name, in float32
     * @param decayed names of those under weight decay
     */
    public AdamW(AdamWSettings settings, Map<String, NDArray> parameters, Set<String> decayed) {
        this.settings = settings;
        this.parameters = new LinkedHashMap<>(parameters);
        this.decayed = Set.copyOf(decayed);
        try (Acquisition taken = new Acquisition()) {
            taken.take(manager);
            parameters.forEach((name, parameter) -> {
                first.put(name, TensorOps.keep(manager.zeros(parameter.getShape())));
                second.put(name, TensorOps.keep(manager.zeros(parameter.getShape())));
            });
            taken.done();
        }
    }

    /** Steps taken so far. */
    public long steps() {
        return steps;
    }

    /**
     * Takes one step with finite gradients.
     *
     * @param gradients one per parameter, of its shape, in float32 or bfloat16
     */
    public void step(double learningRate, Map<String, NDArray> gradients) {
        steps++;
        try (NoGradScope scope = NoGradScope.open()) {
            Coefficients c = coefficients(scope.manager(), learningRate);
            for (Map.Entry<String, NDArray> entry : parameters.entrySet()) {
                NDArray gradient = gradients.get(entry.getKey());
                if (gradient == null) {
                    throw new IllegalArgumentException("no gradient for parameter '" + entry.getKey() + "'");
                }
                // What is computed beside the state is freed for each parameter: for all together it would be as large.
                try (NDScope ignored = new NDScope()) {
                    update(entry.getKey(), entry.getValue(), gradient, c);
                }
            }
        }
    }

    private void update(String name, NDArray parameter, NDArray gradient, Coefficients c) {
        NDArray m = first.get(name);
        NDArray v = second.get(name);
        if (m == null || v == null) {
            throw new IllegalStateException("parameter '" + name + "' has no moments");
        }
        if (decayed.contains(name)) {
            parameter.muli(c.keep());
        }
        NDArray g = TensorKernels.cast(manager, gradient, TensorType.F32);
        add(m.muli(c.beta1()), g.mul(c.rest1()));
        add(v.muli(c.beta2()), g.square().muli(c.rest2()));
        NDArray root = v.sqrt().muli(c.secondCorrection()).addi(c.epsilon());
        parameter.subi(m.div(root).muli(c.stepSize()));
    }

    private static void add(NDArray moment, NDArray part) {
        moment.addi(part);
        part.close();
    }

    /** The numbers of one step as scalar arrays, made once instead of once per parameter. */
    private record Coefficients(
            NDArray keep,
            NDArray beta1,
            NDArray rest1,
            NDArray beta2,
            NDArray rest2,
            NDArray secondCorrection,
            NDArray epsilon,
            NDArray stepSize) {}

    private Coefficients coefficients(NDManager scalars, double learningRate) {
        double firstBias = 1 - Math.pow(settings.beta1(), steps);
        double secondBias = 1 - Math.pow(settings.beta2(), steps);
        return new Coefficients(
                scalars.create((float) (1 - learningRate * settings.weightDecay())),
                scalars.create((float) settings.beta1()),
                scalars.create((float) (1 - settings.beta1())),
                scalars.create((float) settings.beta2()),
                scalars.create((float) (1 - settings.beta2())),
                scalars.create((float) (1 / Math.sqrt(secondBias))),
                scalars.create((float) settings.epsilon()),
                scalars.create((float) (learningRate / firstBias)));
    }

    /** The state where it lies, as named tensors: both moments of each parameter, and the number of steps. */
    public Map<String, TensorSource> state() {
        Map<String, TensorSource> state = new TreeMap<>();
        first.forEach((name, moment) -> state.put(FIRST + name, new ArraySource(moment)));
        second.forEach((name, moment) -> state.put(SECOND + name, new ArraySource(moment)));
        state.put(STEPS, Tensor.ofLongs(TensorShape.of(), steps));
        return state;
    }

    /**
     * Takes over a saved state.
     *
     * @throws UncheckedIOException if it cannot be read; this optimizer is of no use then
     * @throws IllegalArgumentException naming the tensor that is missing or of another shape; nothing is changed then
     */
    public void loadState(Map<String, ? extends TensorSource> state) {
        first.forEach((name, moment) -> require(state, FIRST + name, moment));
        second.forEach((name, moment) -> require(state, SECOND + name, moment));
        TensorSource savedSteps = state.get(STEPS);
        if (savedSteps == null || state.size() != 2 * first.size() + 1) {
            throw new IllegalArgumentException("the optimizer state holds " + state.size() + " tensors, but "
                    + (2 * first.size() + 1) + " are needed, one of them '" + STEPS + "'");
        }
        steps = Tensor.copyOf(savedSteps).toLongs()[0];
        overwrite(first, FIRST, state);
        overwrite(second, SECOND, state);
    }

    private void overwrite(Map<String, NDArray> moments, String prefix, Map<String, ? extends TensorSource> state) {
        moments.replaceAll((name, moment) -> {
            try {
                NDArray saved = NativeArrays.create(manager, require(state, prefix + name, moment));
                moment.close();
                return saved;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static TensorSource require(Map<String, ? extends TensorSource> state, String name, NDArray moment) {
        TensorSource tensor = state.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the optimizer state lacks tensor '" + name + "'");
        }
        TensorShape shape = TensorShape.of(moment.getShape().getShape());
        if (!tensor.form().shape().equals(shape)) {
            throw new IllegalArgumentException("the optimizer state's tensor '" + name + "' has shape "
                    + tensor.form().shape()
                    + ", but " + shape + " is needed");
        }
        return tensor;
    }

    @Override
    public void close() {
        manager.close();
    }
}
