package dev.millrace.policy.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.NonFinite;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A version that is larger than any array of Java, encoded where it lies and read shard by shard. */
@Tag("slow")
class LargeVersionTest {

    private static final long ELEMENTS = 600_000_000L;
    private static final int PIECE = 1 << 20;

    @Test
    void shouldReadBackAVersionOfMoreThanTwoGibibytes() {
        Map<String, TensorSource> tensors =
                Map.of("first", new Counting(ELEMENTS), "second", new Counting(ELEMENTS + 1));

        EncodedTensors version = TensorEncoder.inPlace(tensors);

        assertThat(version.bytes()).isGreaterThan(Integer.MAX_VALUE);
        assertThat(version.shards()).hasSize(9).allMatch(shard -> shard.bytes() <= TensorEncoder.SHARD_BYTES);
        Map<String, Long> read = new TreeMap<>();
        version.read("version 3", (name, values) -> {
            long[] sum = {0};
            values.writeTo(piece -> {
                sum[0] += piece.remaining();
                piece.position(piece.limit());
            });
            read.put(name, sum[0]);
        });
        assertThat(read).containsExactlyInAnyOrderEntriesOf(Map.of("first", 2 * ELEMENTS, "second", 2 * ELEMENTS + 2));
    }

    /** Finite numbers of 16 bits, which lie nowhere. */
    private record Counting(long elements) implements TensorSource {

        @Override
        public TensorForm form() {
            return new TensorForm(TensorType.BF16, TensorShape.of(elements));
        }

        @Override
        public void writeTo(ByteSink sink) throws IOException {
            byte[] piece = new byte[PIECE];
            for (long left = form().bytes(); left > 0; left -= piece.length) {
                piece[0]++;
                sink.accept(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, left)));
            }
        }

        @Override
        public Optional<NonFinite> nonFinite() {
            return Optional.empty();
        }
    }
}
