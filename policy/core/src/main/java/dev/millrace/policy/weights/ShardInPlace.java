package dev.millrace.policy.weights;

import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * A shard of tensors that stay where they lie: it is made when it is opened, and lives as long as its stream.
 *
 * @param tensors all of the whole, by name
 * @param begin place of its first byte in the encoded bytes
 * @param length its bytes
 * @param sha256 digest that they had when they were encoded
 */
record ShardInPlace(Map<String, ? extends TensorSource> tensors, long begin, int length, String sha256)
        implements Shard {

    @Override
    public long bytes() {
        return length;
    }

    /** @throws IOException if a tensor cannot be read, or was written since it was encoded */
    @Override
    public InputStream open() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        SafetensorsWriter.write(tensors, Map.of(), begin, length, bytes::put);
        bytes.flip();
        Sha256 found = new Sha256();
        found.update(bytes.duplicate());
        if (!found.finish().equals(sha256)) {
            throw new IOException("bytes " + begin + " to " + (begin + length)
                    + " of the weights are not those any more that were encoded: they were written meanwhile");
        }
        return new BufferStream(List.of(bytes));
    }
}
