package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.model.ModelPrompt;

/** A prompt and the latent image to draw. Immutable. */
public final class DrawingExample {

    private final ModelPrompt prompt;
    private final float[] latents;

    /**
     * @param latents tokens × size values, copied
     */
    public DrawingExample(ModelPrompt prompt, float[] latents) {
        this.prompt = prompt;
        this.latents = latents.clone();
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
}
