package dev.millrace.schemas.weights;

import dev.millrace.schemas.id.RunId;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The change from an anchor to a later version, as it lies in chunks.
 *
 * @param anchorVersion version of the anchor
 * @param anchorSha256 of its payload
 * @param bytes the encoded bytes, read-only
 * @param sha256 of these
 */
public record EncodedDelta(int anchorVersion, String anchorSha256, ByteBuffer bytes, String sha256) {

    public EncodedDelta {
        bytes = bytes.asReadOnlyBuffer();
    }

    /** The chunks of the version that it leads to. */
    public WeightChunks chunks(RunId run, int version, int chunkBytes) {
        return new WeightChunks(run, version, () -> new PartsStream(List.of(bytes)), length(), chunkBytes);
    }

    /** Length of the encoded bytes. */
    public int length() {
        return bytes.remaining();
    }
}
