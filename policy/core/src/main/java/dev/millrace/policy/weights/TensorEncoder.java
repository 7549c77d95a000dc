package dev.millrace.policy.weights;

import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Encodes tensors canonically: safetensors without metadata, by name. The values are copied once, from where they lie into
 * the shards, and digested in the same pass; or digested only, and read again when a shard is. Stateless and safe for all threads.
 */
public final class TensorEncoder {

    /** Longest shard. */
    public static final int SHARD_BYTES = 256 << 20;

    private TensorEncoder() {}

    /** Length of the encoded bytes. */
    public static long length(Map<String, ? extends TensorSource> tensors) {
        return SafetensorsWriter.length(tensors, Map.of());
    }

    /**
     * Encodes finite tensors.
     *
     * @throws NonFiniteTensorException naming the first that is not finite; nothing was encoded then
     */
    public static EncodedTensors encode(Map<String, ? extends TensorSource> tensors) {
        return encode(tensors, SHARD_BYTES);
    }

    static EncodedTensors encode(Map<String, ? extends TensorSource> tensors, int shardBytes) {
        requireFinite(tensors);
        try {
            ShardWriter shards = new ShardWriter(length(tensors), shardBytes);
            Map<String, Long> checksums = write(tensors, shards);
            return shards.finish(checksums);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same bytes and digests, of tensors that stay where they lie: only one shard at a time is in the heap, while it is read.
     * For one who reads all before the tensors are written again or freed; a shard that was written meanwhile is not given.
     *
     * @throws NonFiniteTensorException naming the first that is not finite
     */
    public static EncodedTensors inPlace(Map<String, ? extends TensorSource> tensors) {
        return inPlace(tensors, SHARD_BYTES);
    }

    static EncodedTensors inPlace(Map<String, ? extends TensorSource> tensors, int shardBytes) {
        requireFinite(tensors);
        try {
            ShardDigests digests = new ShardDigests(shardBytes);
            Map<String, Long> checksums = write(tensors, digests);
            return digests.finish(tensors, checksums);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WeightsDigest digest(Map<String, ? extends TensorSource> tensors) {
        try {
            Sha256 whole = new Sha256();
            Map<String, Long> checksums = write(tensors, whole::update);
            return new WeightsDigest(whole.finish(), checksums);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Looks at all values.
     *
     * @throws NonFiniteTensorException naming the first tensor that is not finite
     */
    public static void requireFinite(Map<String, ? extends TensorSource> tensors) {
        try {
            for (Map.Entry<String, ? extends TensorSource> tensor : new TreeMap<>(tensors).entrySet()) {
                tensor.getValue().nonFinite().ifPresent(value -> {
                    throw new NonFiniteTensorException(tensor.getKey(), value);
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Long> write(Map<String, ? extends TensorSource> tensors, ByteSink sink)
            throws IOException {
        Map<String, Summed> summed = new TreeMap<>();
        tensors.forEach((name, values) -> summed.put(name, new Summed(values)));
        SafetensorsWriter.write(summed, Map.of(), sink);
        Map<String, Long> checksums = new TreeMap<>();
        summed.forEach((name, values) -> checksums.put(name, values.checksum()));
        return checksums;
    }
}
