package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.Prefix;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.Transformer;
import java.util.random.RandomGenerator;

/**
 * The supervised loss of rectified flow: at {@code x_t = (1 − t)·x0 + t·ε}, with t logit-normal, the squared error to the
 * velocity {@code ε − x0}, mean over all values. Stateless.
 */
public final class FlowMatching {

    private FlowMatching() {}

    /**
     * The loss of a batch.
     *
     * @param latents x0 of K images per prompt, (P·K, values), image by image
     * @param repeats noisy versions of each image; its prompt is encoded once for all
     * @param keepWeight weight of the squared error of how far latents are kept, where prompts have images that latents see
     * @param random draws times and noise, in a fixed order
     */
    public static NDArray loss(
            Transformer policy,
            NDManager manager,
            PromptRows prompts,
            float[] latents,
            int repeats,
            double keepWeight,
            RandomGenerator random) {
        DrawingConfig drawing = policy.config().requireDrawing();
        int values = drawing.latentValues();
        int images = latents.length / values;
        if (images * values != latents.length || images % prompts.size() != 0) {
            throw new IllegalArgumentException(latents.length + " latent values are no whole images of " + values
                    + " for " + prompts.size() + " prompts");
        }
        int rows = images * repeats;
        float[] times = new float[rows];
        float[] noisy = new float[rows * values];
        float[] target = new float[rows * values];
        for (int row = 0; row < rows; row++) {
            times[row] = (float) (1 / (1 + Math.exp(-random.nextGaussian())));
            int image = row / repeats * values;
            for (int i = 0; i < values; i++) {
                float noise = (float) random.nextGaussian();
                float data = latents[image + i];
                noisy[row * values + i] = (1 - times[row]) * data + times[row] * noise;
                target[row * values + i] = noise - data;
            }
        }
        Shape shape = new Shape(rows, drawing.latentTokens(), drawing.latentSize());
        Prefix prefix = policy.encode(manager, prompts);
        Transformer.Drawn drawn = policy.draw(manager, prefix, manager.create(noisy, shape), times);
        NDArray error = drawn.velocity().sub(manager.create(target, shape));
        NDArray loss = error.mul(error).mean();
        NDArray kept = drawn.kept();
        return kept == null || keepWeight == 0
                ? loss
                : loss.add(TensorOps.scale(
                        KeptLatents.of(prompts, latents, drawing).loss(manager, kept, rows), keepWeight));
    }
}
