package dev.millrace.policy.weights;

import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Cuts bytes into shards as they come and digests them, without keeping them. For one thread. */
final class ShardDigests implements ByteSink {

    private final int shardBytes;
    private final List<String> digests = new ArrayList<>();
    private final Sha256 whole = new Sha256();
    private Sha256 own = new Sha256();
    private long length;
    private int open;

    ShardDigests(int shardBytes) {
        this.shardBytes = shardBytes;
    }

    @Override
    public void accept(ByteBuffer piece) {
        while (piece.hasRemaining()) {
            if (open == shardBytes) {
                digests.add(own.finish());
                own = new Sha256();
                open = 0;
            }
            int count = Math.min(piece.remaining(), shardBytes - open);
            ByteBuffer next = piece.slice(piece.position(), count);
            piece.position(piece.position() + count);
            whole.update(next.duplicate());
            own.update(next);
            open += count;
            length += count;
        }
    }

    /** @param tensors whose bytes these were */
    EncodedTensors finish(Map<String, ? extends TensorSource> tensors, Map<String, Long> checksums) {
        digests.add(own.finish());
        List<Shard> shards = new ArrayList<>();
        for (String sha256 : digests) {
            long begin = (long) shards.size() * shardBytes;
            shards.add(new ShardInPlace(tensors, begin, (int) Math.min(shardBytes, length - begin), sha256));
        }
        return new EncodedTensors(new WeightsDigest(whole.finish(), checksums), shards);
    }
}
