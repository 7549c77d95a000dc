package dev.millrace.scenes.pretrain;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.StepOutcome;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.scenes.referee.DualEncoder;
import java.util.List;

/**
 * Alignment of representations (REPA), which LVRPO argues against (arXiv 2603.27693, equation 4, as we reconstruct it):
 * {@code ‖P(h(x)) − f(x)‖²}, with h the hidden state of the middle layer at the tokens of an image, P a linear map that is trained along,
 * and f the patch features of the frozen dual encoder. Owns its memory until closed; for one thread.
 */
final class FeatureAlignment implements AutoCloseable {

    private static final String PROJECTION = "repa.projection";

    private final int layers;
    private final DualEncoder teacher;
    private final ParameterArrays projection;
    private final ParameterTrainer trainer;

    /**
     * @param seed of the first projection
     * @throws IllegalArgumentException if the policy has not a token for each patch of the teacher
     */
    FeatureAlignment(PolicyConfig architecture, AdamWSettings optimizer, double maxGradNorm, long seed) {
        if (architecture.patches() != DualEncoder.PATCHES) {
            throw new IllegalArgumentException("the teacher of repa sees images as " + DualEncoder.PATCHES
                    + " patches, but the policy as " + architecture.patches() + "; set pretrain.repa to 0");
        }
        this.layers = architecture.layers() / 2;
        List<ParameterSpec> specs = List.of(new ParameterSpec(
                PROJECTION,
                TensorShape.of(DualEncoder.SPACE, architecture.width()),
                0,
                1 / Math.sqrt(architecture.width()),
                true));
        this.teacher = DualEncoder.shipped();
        this.projection = ParameterArrays.load(specs, ParameterInitializer.initialize(specs, seed));
        this.trainer = new ParameterTrainer(specs, projection.byName(), optimizer, maxGradNorm);
    }

    /** What the teacher says of the images of prompts, for {@link #loss}; all of them have one. */
    float[] features(List<ModelPrompt> prompts) {
        return teacher.patches(
                prompts.stream().map(prompt -> prompt.image().orElseThrow()).toList());
    }

    /** The mean squared distance of the patches; its gradient goes into the policy and into the projection. */
    NDArray loss(Transformer policy, NDManager manager, PromptRows prompts, float[] features) {
        NDArray states = policy.imageStates(manager, prompts, layers);
        NDArray projected = TensorOps.linear(states, projection.get(PROJECTION));
        NDArray target = manager.create(features, new Shape(prompts.size(), DualEncoder.PATCHES, DualEncoder.SPACE));
        NDArray difference = projected.sub(target);
        return difference.mul(difference).sum(new int[] {2}).mean();
    }

    /** Takes a step of the projection with the gradients gathered. */
    StepOutcome step(double learningRate) {
        return trainer.step(learningRate);
    }

    @Override
    public void close() {
        try (teacher;
                projection;
                trainer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
