package dev.millrace.policy.model;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The drawing half of an architecture: the latent tokens of the images it draws by rectified flow.
 *
 * @param latentTokens tokens of a latent image
 * @param latentSize values of one of them; at most the width of the policy, or the noise cannot pass through it
 */
public record DrawingConfig(int latentTokens, int latentSize) {

    public DrawingConfig {
        if (latentTokens < 1) {
            throw new IllegalArgumentException("latentTokens must be at least 1, but is " + latentTokens);
        }
        if (latentSize < 1) {
            throw new IllegalArgumentException("latentSize must be at least 1, but is " + latentSize);
        }
    }

    /** Values of one latent image. */
    @JsonIgnore
    public int latentValues() {
        return latentTokens * latentSize;
    }
}
