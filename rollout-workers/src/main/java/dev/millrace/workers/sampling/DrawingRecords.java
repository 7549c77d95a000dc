package dev.millrace.workers.sampling;

import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.packed.PackedFloats;

/** What records say of a drawn image. Pure. */
final class DrawingRecords {

    private DrawingRecords() {}

    /** By what trajectories name the image. */
    static ImageRef reference(DrawnImage drawn) {
        return new ImageRef(drawn.image().digest().toString(), drawn.image().mediaType());
    }

    /** The image with its bytes. */
    static ImageBlob blob(String run, DrawnImage drawn) {
        return ImageBlobs.of(
                run,
                drawn.image().digest().toString(),
                drawn.image().mediaType(),
                drawn.image().content());
    }

    /** How it was drawn. */
    static FlowTrace trace(DrawnImage drawn, FlowPath path) {
        return new FlowTrace(
                PackedFloats.of(path.schedule().toArray()).bytes(),
                path.windowBegin(),
                drawn.latentTokens(),
                path.latentValues() / drawn.latentTokens(),
                PackedFloats.of(path.latents()).bytes(),
                (float) path.noiseLevel(),
                (float) path.guidance(),
                drawn.decoder());
    }
}
