package dev.millrace.policy.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.policy.engine.GradientScope;
import dev.millrace.policy.engine.NamedArrays;
import dev.millrace.policy.engine.NoGradScope;
import dev.millrace.policy.engine.TensorOps;
import dev.millrace.policy.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A small network in supervised training: one batch, one clipped AdamW step. Owns the parameters and the optimizer's state
 * until closed. For one thread; with a fixed number of engine threads the same calls give the same bits.
 */
public final class NetworkTrainer implements AutoCloseable {

    private final NamedArrays parameters;
    private final AdamW optimizer;
    private final double maxGradientNorm;

    /**
     * @param decayed names of the parameters under weight decay
     * @param maxGradientNorm limit of the global gradient norm, positive
     */
    public NetworkTrainer(
            Map<String, Tensor> weights, Set<String> decayed, AdamWSettings settings, double maxGradientNorm) {
        this.parameters = NamedArrays.load(weights);
        this.maxGradientNorm = maxGradientNorm;
        parameters.byName().values().forEach(parameter -> parameter.setRequiresGradient(true));
        this.optimizer = new AdamW(settings, parameters.byName(), decayed);
    }

    /** The parameters as they are now. */
    public NamedArrays parameters() {
        return parameters;
    }

    /**
     * Takes one step.
     *
     * @param function makes the loss, a scalar; see {@link LossFunction} for what is safe in it
     * @return the loss before the step
     * @throws IllegalStateException if the loss or the gradient is not finite; nothing is changed then
     */
    public float step(double learningRate, Function<NDManager, NDArray> function) {
        float value;
        try (GradientScope scope = GradientScope.open()) {
            NDArray loss = function.apply(scope.manager());
            value = loss.getFloat();
            if (!Float.isFinite(value)) {
                throw new IllegalStateException("the loss is " + value);
            }
            scope.backward(loss);
        }
        try (NoGradScope ignored = NoGradScope.open()) {
            Map<String, NDArray> gradients = new LinkedHashMap<>();
            parameters.byName().forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
            double norm = GradientNorm.of(gradients.values());
            if (!Double.isFinite(norm)) {
                throw new IllegalStateException("the gradient norm is " + norm);
            }
            GradientNorm.clip(gradients.values(), norm, maxGradientNorm);
            optimizer.step(learningRate, gradients);
            parameters.byName().values().forEach(TensorOps::zeroGradient);
        }
        return value;
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.close();
    }
}
