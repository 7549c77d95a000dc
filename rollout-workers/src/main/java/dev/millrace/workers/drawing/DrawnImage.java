package dev.millrace.workers.drawing;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.packed.PackedFloats;

/**
 * One image that the policy drew.
 *
 * @param path its stochastic steps
 * @param image what came of it
 * @param latentTokens tokens of its latents
 * @param autoencoder SHA-256 of the weights that decoded them
 */
public record DrawnImage(FlowPath path, EncodedImage image, int latentTokens, String autoencoder) {

    /** By what trajectories name the image. */
    public ImageRef reference() {
        return new ImageRef(image.digest().toString(), image.mediaType());
    }

    /** The image as it stands on its topic. */
    public ImageBlob blob(String run) {
        return new ImageBlob(run, image.digest().toString(), image.mediaType(), image.content(), null, 0L);
    }

    /** How it was drawn. */
    public FlowTrace trace() {
        return new FlowTrace(
                PackedFloats.of(path.schedule().toArray()).bytes(),
                path.windowBegin(),
                latentTokens,
                path.latentValues() / latentTokens,
                PackedFloats.of(path.latents()).bytes(),
                (float) path.noiseLevel(),
                (float) path.guidance(),
                autoencoder);
    }
}
