package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.ModelPrompt;

/** A prompt and the latent image to draw. Immutable. */
public final class DrawingExample {

    private final ModelPrompt prompt;
    private final float[] latents;
    private final float[] source;

    /**
     * @param latents tokens × size values, copied
     */
    public DrawingExample(ModelPrompt prompt, float[] latents) {
        this(prompt, latents, new float[0]);
    }

    /**
     * A prompt whose image is to be changed.
     *
     * @param latents tokens × size values, copied
     * @param source as many of the prompt's image, copied; none if it has no image
     */
    public DrawingExample(ModelPrompt prompt, float[] latents, float[] source) {
        this.prompt = prompt;
        this.latents = latents.clone();
        this.source = source.clone();
    }

    public ModelPrompt prompt() {
        return prompt;
    }

    /** Values of the latent image. */
    public int size() {
        return latents.length;
    }

    void copyLatents(float[] destination, int offset) {
        System.arraycopy(latents, 0, destination, offset, latents.length);
    }

    /** Copies the latents of the prompt's image, if it has one. */
    void copySource(float[] destination, int offset) {
        System.arraycopy(source, 0, destination, offset, source.length);
    }
}
