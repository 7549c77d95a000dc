package dev.millrace.models.mot.flow;

import dev.millrace.policy.drawing.FlowPath;
import java.util.Optional;

/** One drawn latent image. Immutable. */
public final class Drawing {

    private final float[] latents;
    private final Optional<FlowPath> path;

    Drawing(float[] latents, Optional<FlowPath> path) {
        this.latents = latents;
        this.path = path;
    }

    /** A copy of the latent image, tokens × size values. */
    public float[] latents() {
        return latents.clone();
    }

    /** The stochastic steps; empty if it was drawn deterministically. */
    public Optional<FlowPath> path() {
        return path;
    }
}
