package dev.millrace.policy.learning;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.Map;
import java.util.Optional;

/**
 * A policy in training. It evaluates what was sampled, lets a loss in plain Java say how its values should change, and
 * carries that back through its network; layers, distributions over the vocabulary, padding and devices stay its own, so that
 * it may chunk its vocabulary and compute its layers again.
 *
 * <p>Gradients of several batches add up until {@link #step}. It begins with the weights of the base policy, which are also
 * its frozen reference where one is asked for. Owns its memory until closed. For one thread, but for {@link PolicyIntake};
 * where the policy repeats by seed, the same calls give the same bits.
 */
public interface TrainablePolicy extends PolicyIntake, AutoCloseable {

    /** SHA-256, in hexadecimal, that identifies the weights that it began with. */
    String baseSha256();

    /** The form of the adapter that is trained; empty where the weights themselves are. */
    default Optional<AdapterForm> adapter() {
        return Optional.empty();
    }

    /**
     * Whether the same steps from the same weights give the same bits, in another process as well; where not, a learner that
     * was killed cannot repeat its steps and goes back to its checkpoint.
     */
    default boolean repeatsSteps() {
        return true;
    }

    /**
     * Adds the gradients of a loss over answers, in one forward and one backward pass.
     *
     * @return the loss; if it is not finite, nothing was carried back and the next step will be refused
     */
    float accumulate(AnswerBatch answers, TokenLoss loss);

    /**
     * Adds the gradients of a loss over drawings, in one forward and one backward pass.
     *
     * @return the loss; if it is not finite, nothing was carried back and the next step will be refused
     * @throws IllegalStateException if this policy does not draw
     */
    float accumulate(DrawingBatch drawings, StepLoss loss);

    /**
     * Log-probabilities of answers under the reference, in the order of the batch, in nat.
     *
     * @throws IllegalStateException if no reference of answers was asked for
     */
    float[] reference(AnswerBatch answers);

    /**
     * Log-probabilities of answers under the weights as they are now, in the order of the batch, in nat; other views are left out
     * and no gradients are gathered.
     */
    float[] logProbs(AnswerBatch answers);

    /**
     * Log-probabilities of the denoising steps of drawings under the weights as they are now, in the order of the batch; no
     * gradients are gathered.
     *
     * @throws IllegalStateException if this policy does not draw
     */
    float[] logProbs(DrawingBatch drawings);

    /**
     * The weights as they are now, which training leaves as they are; empty if this cannot be had. Closed by the caller before this
     * policy, and of no use after {@link #load}.
     */
    default Optional<HeldWeights> hold() {
        return Optional.empty();
    }

    /** Norms of the gradients gathered since the last step, of parts of the policy by name. */
    Map<String, Double> gradientNorms();

    /**
     * Whether its network adds a loss of its own for all that passes through it, whatever its advantage; if not, what has no advantage
     * need not pass.
     */
    default boolean hasOwnLoss() {
        return false;
    }

    /** Losses inside the network since the last step, by name, such as the load balance of a mixture; already carried back. */
    Map<String, Double> networkLosses();

    /** Takes a step with the gradients gathered, and clears them. */
    StepOutcome step(double learningRate);

    /** The weights where they lie, by name; not to be read beside a step. */
    Map<String, TensorSource> weights();

    /**
     * The weights as they are now, encoded for those who sample. Its bytes may be read from where the weights lie, so it is for
     * use before the next step, {@link #load} or {@link #close}.
     *
     * @throws dev.millrace.policy.weights.NonFiniteTensorException naming the tensor that is not finite
     */
    PolicyUpdate update(PolicyVersion version);

    /** The files of a checkpoint, by name, to be written before the next step. */
    Map<String, FileContents> files();

    /**
     * Goes on from the weights and the optimizer's state of a checkpoint; the reference stays that of the base. After a
     * failure the policy may only be closed.
     *
     * @throws dev.millrace.policy.checkpoint.CheckpointException if a file is missing or malformed, or is of another
     *     architecture
     * @throws IllegalArgumentException if the optimizer's state does not fit
     */
    void load(ModelSource checkpoint);

    @Override
    void close();
}
