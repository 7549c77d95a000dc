package dev.millrace.policy.weights;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A shard in the heap.
 *
 * @param parts the bytes, one after the other; not to be changed any more
 * @param sha256 their digest, which whoever makes this vouches for
 */
public record HeapShard(List<ByteBuffer> parts, String sha256) implements Shard {

    public HeapShard {
        parts = parts.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
    }

    @Override
    public long bytes() {
        return parts.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public InputStream open() {
        return new BufferStream(parts);
    }
}
