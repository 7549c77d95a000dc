package dev.millrace.models.mot.flow;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.PromptRows;

/**
 * Which latents an edit leaves as they are, by its source and its result.
 *
 * @param kept 1 for each that stays, else 0, image by image
 * @param counted 1 for those of images that are edits, else 0
 */
record KeptLatents(float[] kept, float[] counted) {

    /** Mean squared difference below which a latent is the same: what changes beside it shines through the encoder a little. */
    private static final double SAME = 0.01;

    /**
     * Of images and the sources of their prompts.
     *
     * @param prompts P, with the latents of their sources
     * @param latents of as many images for each prompt, those of a prompt next to each other
     */
    static KeptLatents of(PromptRows prompts, float[] latents, DrawingConfig drawing) {
        float[] source = prompts.source();
        if (source == null) {
            throw new IllegalStateException("prompts without the latents of their images");
        }
        float[] withImage = prompts.withImage();
        int size = drawing.latentSize();
        int perPrompt = latents.length / prompts.size();
        float[] kept = new float[latents.length / size];
        float[] counted = new float[kept.length];
        for (int token = 0; token < kept.length; token++) {
            int prompt = token * size / perPrompt;
            int there = prompt * drawing.latentValues() + token * size % drawing.latentValues();
            double difference = 0;
            for (int i = 0; i < size; i++) {
                double by = latents[token * size + i] - source[there + i];
                difference += by * by;
            }
            kept[token] = difference < SAME * size ? 1 : 0;
            counted[token] = withImage[prompt];
        }
        return new KeptLatents(kept, counted);
    }

    /**
     * The mean squared error over the latents of edits; 0 where there are none.
     *
     * @param predicted (rows, tokens, 1)
     * @param rows noisy versions, those of an image next to each other
     */
    NDArray loss(NDManager manager, NDArray predicted, int rows) {
        long tokens = predicted.getShape().get(1);
        int repeats = (int) (rows * tokens / kept.length);
        double edits = 0;
        for (float one : counted) {
            edits += one;
        }
        NDArray error = predicted
                .reshape(new Shape(kept.length / tokens, repeats, tokens))
                .sub(manager.create(kept, new Shape(kept.length / tokens, 1, tokens)))
                .mul(manager.create(counted, new Shape(kept.length / tokens, 1, tokens)));
        return TensorOps.scale(error.mul(error).sum(), 1 / Math.max(1, edits * repeats));
    }
}
