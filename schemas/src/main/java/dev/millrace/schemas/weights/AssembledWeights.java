package dev.millrace.schemas.weights;

import dev.millrace.schemas.avro.WeightManifest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A version whose payload came as chunks, its length and checksum verified.
 *
 * @param payload the payload in the manifest's format, in pieces one after the other, read-only; none for a reader that only
 *     verifies
 */
public record AssembledWeights(WeightManifest manifest, List<ByteBuffer> payload) implements WholeWeights {

    public AssembledWeights {
        payload = payload.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    }
}
