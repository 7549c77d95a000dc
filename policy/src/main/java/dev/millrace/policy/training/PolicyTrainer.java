package dev.millrace.policy.training;

import ai.djl.ndarray.NDArray;
import dev.millrace.policy.engine.GradientScope;
import dev.millrace.policy.engine.NoGradScope;
import dev.millrace.policy.engine.TensorOps;
import dev.millrace.policy.model.ParameterLayout;
import dev.millrace.policy.model.ParameterSpec;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyParameters;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.Transformer;
import dev.millrace.policy.safetensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A policy in training: gathers gradients over micro-batches, then takes a clipped AdamW step. A step on anything not
 * finite is refused and changes nothing.
 *
 * <p>Owns the parameters and the optimizer's state until closed. For one thread; with a fixed number of engine threads the
 * same calls give the same bits.
 */
public final class PolicyTrainer implements AutoCloseable {

    private final PolicyParameters parameters;
    private final Transformer policy;
    private final AdamW optimizer;
    private final double maxGradientNorm;
    private @Nullable String refusal;

    /**
     * Starts from these weights with an optimizer at rest.
     *
     * @param maxGradientNorm limit of the global gradient norm, positive
     * @throws dev.millrace.policy.model.WeightsException if the tensors do not fit the architecture
     */
    public PolicyTrainer(
            PolicyConfig config, Map<String, Tensor> weights, AdamWSettings settings, double maxGradientNorm) {
        if (!(maxGradientNorm > 0)) {
            throw new IllegalArgumentException("maxGradientNorm must be positive, but is " + maxGradientNorm);
        }
        this.parameters = PolicyParameters.load(config, weights);
        this.policy = new Transformer(parameters);
        this.maxGradientNorm = maxGradientNorm;
        parameters.byName().values().forEach(parameter -> parameter.setRequiresGradient(true));
        Set<String> decayed = ParameterLayout.of(config).stream()
                .filter(ParameterSpec::decayed)
                .map(ParameterSpec::name)
                .collect(Collectors.toUnmodifiableSet());
        this.optimizer = new AdamW(settings, parameters.byName(), decayed);
    }

    /** The policy as it is now; read it under a {@link NoGradScope} or through {@link #accumulate}. */
    public Transformer policy() {
        return policy;
    }

    /** Optimizer steps taken. */
    public long steps() {
        return optimizer.steps();
    }

    /**
     * Runs a forward and a backward pass and adds the gradients to those gathered since the last step.
     *
     * @return the loss; if it is not finite, there is no backward pass and the next step will be refused
     */
    public float accumulate(LossFunction function) {
        try (GradientScope scope = GradientScope.open()) {
            NDArray loss = function.loss(policy, scope.manager());
            float value = loss.getFloat();
            if (Float.isFinite(value)) {
                scope.backward(loss);
            } else {
                refusal = "the loss is " + value;
            }
            return value;
        }
    }

    /** Takes a step with the gradients gathered, and clears them. */
    public StepOutcome step(double learningRate) {
        try (NoGradScope ignored = NoGradScope.open()) {
            StepOutcome outcome = refusal != null ? new StepOutcome.Refused(refusal) : clipAndApply(learningRate);
            clear();
            return outcome;
        }
    }

    private StepOutcome clipAndApply(double learningRate) {
        Map<String, NDArray> gradients = new LinkedHashMap<>();
        parameters.byName().forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
        double norm = GradientNorm.of(gradients.values());
        if (!Double.isFinite(norm)) {
            return new StepOutcome.Refused("the gradient norm is " + norm);
        }
        boolean clipped = GradientNorm.clip(gradients.values(), norm, maxGradientNorm);
        optimizer.step(learningRate, gradients);
        return new StepOutcome.Applied(norm, clipped);
    }

    /** Forgets the gradients gathered since the last step. */
    public void discard() {
        clear();
    }

    private void clear() {
        refusal = null;
        parameters.byName().values().forEach(TensorOps::zeroGradient);
    }

    /** An immutable copy of the weights as they are now; the caller closes it. */
    public PolicyWeights snapshot(PolicyVersion version) {
        return PolicyWeights.snapshotOf(parameters, version);
    }

    /** The weights as they are now. */
    public Map<String, Tensor> saveWeights() {
        return parameters.toTensors();
    }

    /** The optimizer's state, see {@link AdamW#saveState()}. */
    public Map<String, Tensor> saveOptimizer() {
        return optimizer.saveState();
    }

    /** Takes over a saved optimizer state, see {@link AdamW#loadState(Map)}. */
    public void loadOptimizer(Map<String, Tensor> state) {
        optimizer.loadState(state);
    }

    @Override
    public void close() {
        optimizer.close();
        parameters.close();
    }
}
