package dev.millrace.models.mot.training;

import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.model.Modality;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyParameters;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.training.AdamW;
import dev.millrace.models.training.CarriedLoss;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * A policy in training, see {@link ParameterTrainer}.
 *
 * <p>Owns the parameters and the optimizer's state until closed. For one thread; with a fixed number of engine threads the
 * same calls give the same bits.
 */
public final class PolicyTrainer implements AutoCloseable {

    private final PolicyParameters parameters;
    private final Transformer policy;
    private final ParameterTrainer trainer;

    /**
     * Starts from these weights with an optimizer at rest.
     *
     * @param maxGradientNorm limit of the global gradient norm, positive
     * @throws dev.millrace.models.parameters.WeightsException if the tensors do not fit the architecture
     */
    public PolicyTrainer(
            PolicyConfig config,
            Map<String, ? extends TensorSource> weights,
            AdamWSettings settings,
            double maxGradientNorm) {
        this.parameters = PolicyParameters.load(config, weights);
        this.policy = new Transformer(parameters);
        this.trainer = new ParameterTrainer(
                ParameterLayout.of(config), parameters.arrays().byName(), settings, maxGradientNorm);
    }

    /** The policy as it is now; read it under a {@link NoGradScope} or through {@link #accumulate}. */
    public Transformer policy() {
        return policy;
    }

    /** Optimizer steps taken. */
    public long steps() {
        return trainer.steps();
    }

    /**
     * Runs a forward and a backward pass and adds the gradients to those gathered since the last step.
     *
     * @return the loss; if it is not finite, there is no backward pass and the next step will be refused
     */
    public float accumulate(LossFunction function) {
        return trainer.accumulate(manager -> function.loss(policy, manager));
    }

    /** The same for a loss whose derivatives are computed outside the engine. */
    public float carry(BiFunction<Transformer, NDManager, CarriedLoss> function) {
        return trainer.carry(manager -> function.apply(policy, manager));
    }

    /** The norm of the gradients gathered since the last step, of one modality's experts in all layers. */
    public double expertGradientNorm(Modality modality) {
        return trainer.gradientNorm(name -> ParameterLayout.isOfExpert(name, modality));
    }

    /** Takes a step with the gradients gathered, and clears them. */
    public StepOutcome step(double learningRate) {
        return trainer.step(learningRate);
    }

    /** Forgets the gradients gathered since the last step. */
    public void discard() {
        trainer.discard();
    }

    /** An immutable copy of the weights as they are now; the caller closes it. */
    public PolicyWeights snapshot(PolicyVersion version) {
        return PolicyWeights.snapshotOf(parameters, version);
    }

    /**
     * The weights as they are now, encoded for those who sample; large ones are read where they lie, before the next step, so that
     * the heap holds one shard of them at a time.
     *
     * @throws dev.millrace.policy.weights.NonFiniteTensorException naming the tensor that is not finite
     */
    public PolicyUpdate update(PolicyVersion version) {
        boolean large = TensorEncoder.length(parameters.sources()) > TensorEncoder.SHARD_BYTES;
        return large ? parameters.toUpdateInPlace(version) : parameters.toUpdate(version);
    }

    /** The weights where they lie; not to be read beside a step. */
    public Map<String, TensorSource> weights() {
        return parameters.sources();
    }

    /** A copy of the weights as they are now. */
    public Map<String, Tensor> saveWeights() {
        return parameters.toTensors();
    }

    /** The optimizer's state where it lies, see {@link AdamW#state()}. */
    public Map<String, TensorSource> optimizer() {
        return trainer.optimizer();
    }

    /** Takes over a saved optimizer state, see {@link AdamW#loadState(Map)}. */
    public void loadOptimizer(Map<String, ? extends TensorSource> state) {
        trainer.loadOptimizer(state);
    }

    @Override
    public void close() {
        try (parameters;
                trainer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
