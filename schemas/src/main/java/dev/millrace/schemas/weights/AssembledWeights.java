package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;
import java.nio.ByteBuffer;

/**
 * One whole version of the weights, its length and checksum verified.
 *
 * @param version the policy version
 * @param payload the payload in the manifest's format, read-only
 * @param manifest what the learner said of it
 */
public record AssembledWeights(int version, ByteBuffer payload, WeightManifest manifest) implements WeightOutcome {

    public AssembledWeights {
        payload = payload.asReadOnlyBuffer();
    }

    /** The payload from its first to its last byte; position and limit are the caller's own. */
    @Override
    public ByteBuffer payload() {
        return payload.duplicate();
    }
}
