package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The images that prompts ask to change, as latents: each latent that is drawn knows that of its own place and what the prompt's layers
 * have read there, and may be drawn towards it. Lives in the scope that made it.
 *
 * @param latents (P, 1, tokens, size)
 * @param embedded what the layers are told of them, 0 where a prompt has no image, (P, 1, tokens, width)
 * @param isThere 1 where a prompt has an image, else 0, (P, 1, 1, 1)
 */
record SourceLatents(NDArray latents, NDArray embedded, NDArray isThere) {

    /** Nearer to the data the way to the source is not divided by the time left: where it is not kept, it would be without bounds. */
    private static final float LEAST_TIME = 0.1f;

    /** What the layers are told, added to what they know, (P·G, tokens, width). */
    NDArray addTo(NDArray x) {
        return x.reshape(grouped(x)).add(embedded).reshape(x.getShape());
    }

    /**
     * Velocities that lead to the source as far as it is kept: {@code v + k · ((x_t − source) / t − v)}.
     *
     * @param velocity of what is drawn, (P·G, tokens, size)
     * @param kept how far each latent is kept, k: 1 leads to the source itself, (P·G, tokens, 1)
     * @param noisy x_t, (P·G, tokens, size)
     * @param times t of each image
     */
    NDArray keep(NDManager manager, NDArray velocity, NDArray kept, NDArray noisy, float[] times) {
        float[] rates = new float[times.length];
        for (int image = 0; image < times.length; image++) {
            rates[image] = 1 / Math.max(times[image], LEAST_TIME);
        }
        Shape shape = grouped(velocity);
        NDArray drawn = velocity.reshape(shape);
        NDArray copied = noisy.reshape(shape)
                .sub(latents)
                .mul(manager.create(rates, new Shape(shape.get(0), shape.get(1), 1, 1)));
        NDArray share = kept.reshape(grouped(kept)).mul(isThere);
        return drawn.add(copied.sub(drawn).mul(share)).reshape(velocity.getShape());
    }

    /** The images of a prompt next to each other, (P, G, …). */
    private Shape grouped(NDArray rows) {
        long prompts = isThere.getShape().get(0);
        Shape shape = rows.getShape();
        return new Shape(prompts, shape.get(0) / prompts, shape.get(1), shape.get(2));
    }
}
