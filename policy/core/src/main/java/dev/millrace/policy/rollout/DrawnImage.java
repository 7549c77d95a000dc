package dev.millrace.policy.rollout;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.image.EncodedImage;
import java.util.Optional;

/**
 * One image that a policy drew.
 *
 * @param image as it is published
 * @param path its stochastic steps; empty if it was drawn deterministically, as evaluation does
 * @param versions per stochastic step, of the weights that took it
 * @param latentTokens tokens of its latents
 * @param decoder SHA-256 of the weights that decoded the latents
 */
public record DrawnImage(
        EncodedImage image, Optional<FlowPath> path, TokenVersions versions, int latentTokens, String decoder) {

    /** @throws IllegalArgumentException if there is another number of versions than of stochastic steps */
    public DrawnImage {
        int steps = path.map(FlowPath::window).orElse(0);
        if (versions.length() != steps) {
            throw new IllegalArgumentException(
                    "a drawing has " + steps + " stochastic steps, but " + versions.length() + " versions");
        }
    }
}
