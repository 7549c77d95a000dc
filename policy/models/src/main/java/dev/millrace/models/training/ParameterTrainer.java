package dev.millrace.models.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.Acquisition;
import dev.millrace.models.engine.GradientScope;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.safetensors.TensorSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parameters in training: gathers gradients over micro-batches, then takes a clipped AdamW step. A step on anything not
 * finite is refused and changes nothing.
 *
 * <p>Owns the optimizer's state until closed; the parameters stay their owner's. For one thread; with a fixed number of
 * engine threads the same calls give the same bits.
 */
public final class ParameterTrainer implements AutoCloseable {

    private final Map<String, NDArray> parameters;
    private final MasterCopies masters;
    private final AdamW optimizer;
    private final double maxGradientNorm;
    private @Nullable String refusal;

    /**
     * Starts with an optimizer at rest.
     *
     * @param specs says which parameters decay
     * @param parameters those that are trained, by name; others of the same network may be left out
     * @param maxGradientNorm limit of the global gradient norm, positive
     */
    public ParameterTrainer(
            List<ParameterSpec> specs,
            Map<String, NDArray> parameters,
            AdamWSettings settings,
            double maxGradientNorm) {
        if (!(maxGradientNorm > 0)) {
            throw new IllegalArgumentException("maxGradientNorm must be positive, but is " + maxGradientNorm);
        }
        this.parameters = new LinkedHashMap<>(parameters);
        this.maxGradientNorm = maxGradientNorm;
        parameters.values().forEach(parameter -> parameter.setRequiresGradient(true));
        Set<String> decayed = specs.stream()
                .filter(ParameterSpec::decayed)
                .map(ParameterSpec::name)
                .collect(Collectors.toUnmodifiableSet());
        try (Acquisition taken = new Acquisition()) {
            this.masters = taken.take(new MasterCopies(parameters));
            this.optimizer = new AdamW(settings, masters.updated(), decayed);
            taken.done();
        }
    }

    /** Optimizer steps taken. */
    public long steps() {
        return optimizer.steps();
    }

    /**
     * Runs a forward and a backward pass and adds the gradients to those gathered since the last step.
     *
     * @param function makes a scalar from the parameters; its manager makes input arrays, all freed after the backward pass
     * @return the loss; if it is not finite, there is no backward pass and the next step will be refused
     */
    public float accumulate(Function<NDManager, NDArray> function) {
        return carry(manager -> {
            NDArray loss = function.apply(manager);
            return new CarriedLoss(loss.getFloat(), loss);
        });
    }

    /** The same for a loss whose derivatives are computed outside the engine. */
    public float carry(Function<NDManager, CarriedLoss> function) {
        try (GradientScope scope = GradientScope.open()) {
            CarriedLoss loss = function.apply(scope.manager());
            if (Float.isFinite(loss.loss())) {
                scope.backward(loss.carrier());
            } else {
                refusal = "the loss is " + loss.loss();
            }
            return loss.loss();
        }
    }

    /**
     * Says that gradients were added to the parameters from outside.
     *
     * @param loss of which they are; if it is not finite, the next step will be refused
     */
    public void gathered(float loss) {
        if (!Float.isFinite(loss)) {
            refusal = "the loss is " + loss;
        }
    }

    /**
     * The norm of the gradients gathered since the last step, of some of the parameters.
     *
     * @param chosen says by name which ones
     * @return 0 if there are none
     */
    public double gradientNorm(Predicate<String> chosen) {
        try (NoGradScope ignored = NoGradScope.open()) {
            List<NDArray> gradients = new ArrayList<>();
            parameters.forEach((name, parameter) -> {
                if (chosen.test(name)) {
                    gradients.add(parameter.getGradient());
                }
            });
            return gradients.isEmpty() ? 0 : GradientNorm.of(gradients);
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
        parameters.forEach((name, parameter) -> gradients.put(name, parameter.getGradient()));
        double norm = GradientNorm.of(gradients.values());
        if (!Double.isFinite(norm)) {
            return new StepOutcome.Refused("the gradient norm is " + norm);
        }
        boolean clipped = GradientNorm.clip(gradients.values(), norm, maxGradientNorm);
        optimizer.step(learningRate, gradients);
        masters.write();
        return new StepOutcome.Applied(norm, clipped);
    }

    /** Forgets the gradients gathered since the last step. */
    public void discard() {
        clear();
    }

    private void clear() {
        refusal = null;
        parameters.values().forEach(TensorOps::zeroGradient);
    }

    /** The optimizer's state where it lies: that of {@link AdamW#state()}, and the float32 copies of bfloat16 parameters. */
    public Map<String, TensorSource> optimizer() {
        Map<String, TensorSource> state = new TreeMap<>(optimizer.state());
        state.putAll(masters.state());
        return state;
    }

    /** Takes over a saved optimizer state; errors as {@link AdamW#loadState(Map)}. */
    public void loadOptimizer(Map<String, ? extends TensorSource> state) {
        optimizer.loadState(masters.load(state));
    }

    @Override
    public void close() {
        try (optimizer;
                masters) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
