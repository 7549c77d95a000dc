package dev.millrace.policy.weights;

import dev.millrace.policy.safetensors.SafetensorsException;
import dev.millrace.policy.safetensors.SafetensorsStream;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSink;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * Tensors as canonical safetensors without metadata, cut into shards: equal tensors, equal bytes. Each shard vouches for its
 * own bytes; that these shards in this order are the whole, and each tensor's checksum, is compared while they are read.
 *
 * @param digest what identifies the bytes
 * @param shards the bytes in their order
 */
public record EncodedTensors(WeightsDigest digest, List<Shard> shards) {

    public EncodedTensors {
        shards = List.copyOf(shards);
    }

    /** Length of all shards together. */
    public long bytes() {
        return shards.stream().mapToLong(Shard::bytes).sum();
    }

    /** SHA-256 of all bytes, in hexadecimal. */
    public String sha256() {
        return digest.whole();
    }

    /** All bytes as one stream, which the caller closes. Errors as {@link Shard#open()}. */
    public InputStream open() {
        return new ShardStream(shards);
    }

    /**
     * Reads every tensor, in the order of their names, in little memory besides what the sink takes.
     *
     * @param source names the bytes in error messages
     * @throws UpdateException if they cannot be read, are malformed, or are not what their digests say; what the sink has
     *     taken by then must not be used
     */
    public void read(String source, TensorSink sink) {
        try (DigestedStream in = new DigestedStream(open(), shards.size() > 1)) {
            SafetensorsStream.read(in, bytes(), source, new Verifying(source, sink));
            String whole = shards.size() == 1 ? shards.get(0).sha256() : in.sha256();
            if (!whole.equals(sha256())) {
                throw new UpdateException(
                        source + ": all bytes have the SHA-256 " + whole + ", but " + sha256() + " was announced");
            }
        } catch (IOException | SafetensorsException e) {
            throw new UpdateException(named(source, e), e);
        }
    }

    private static String named(String source, Exception cause) {
        String message = String.valueOf(cause.getMessage());
        return message.startsWith(source) ? message : source + ": " + message;
    }

    private final class Verifying implements TensorSink {

        private final String source;
        private final TensorSink sink;

        Verifying(String source, TensorSink sink) {
            this.source = source;
            this.sink = sink;
        }

        @Override
        public void layout(Map<String, TensorForm> forms) {
            digest.tensors().forEach((name, checksum) -> {
                if (!forms.containsKey(name)) {
                    throw new UpdateException(source + ": tensor '" + name
                            + "' has the CRC-32C of nothing, it is missing, but " + checksum + " was announced");
                }
            });
            sink.layout(forms);
        }

        @Override
        public void tensor(String name, TensorSource values) throws IOException {
            Summed checked = new Summed(values);
            sink.tensor(name, checked);
            checked.writeTo(rest -> {});
            Long announced = digest.tensors().get(name);
            long actual = checked.checksum();
            if (announced != null && announced != actual) {
                throw new UpdateException(source + ": tensor '" + name + "' has the CRC-32C " + actual + ", but "
                        + announced + " was announced");
            }
        }
    }
}
