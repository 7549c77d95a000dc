package dev.millrace.policy.weights;

import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.ByteSink;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cuts bytes into shards in the heap and digests them as they come. For one thread. */
final class ShardWriter implements ByteSink {

    private final int shardBytes;
    private final boolean isCut;
    private final List<Shard> shards = new ArrayList<>();
    private final Sha256 whole = new Sha256();
    private Sha256 own = new Sha256();
    private ByteBuffer open;
    private long left;

    /** @param length of all bytes */
    ShardWriter(long length, int shardBytes) {
        this.shardBytes = shardBytes;
        this.isCut = length > shardBytes;
        this.left = length;
        this.open = next();
    }

    private ByteBuffer next() {
        return ByteBuffer.allocate((int) Math.min(shardBytes, left));
    }

    @Override
    public void accept(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            if (!open.hasRemaining()) {
                shards.add(new HeapShard(List.of(open.flip()), own.finish()));
                own = new Sha256();
                open = next();
            }
            int count = Math.min(piece.remaining(), open.remaining());
            ByteBuffer written = open.slice(open.position(), count);
            open.put(piece.slice(piece.position(), count));
            piece.position(piece.position() + count);
            left -= count;
            whole.update(written.duplicate());
            if (isCut) {
                own.update(written);
            }
        }
    }

    EncodedTensors finish(Map<String, Long> checksums) {
        String sha256 = whole.finish();
        shards.add(new HeapShard(List.of(open.flip()), isCut ? own.finish() : sha256));
        return new EncodedTensors(new WeightsDigest(sha256, checksums), shards);
    }
}
