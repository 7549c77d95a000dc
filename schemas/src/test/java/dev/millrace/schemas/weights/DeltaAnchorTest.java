package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaAnchorTest {

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static DeltaAnchor anchor(int version, byte[] payload) throws IOException {
        return DeltaAnchor.of(
                version, Sha256.of(ByteBuffer.wrap(payload)), payload.length, () -> new ByteArrayInputStream(payload));
    }

    static EncodedDelta delta(DeltaAnchor anchor, byte[] changed) throws IOException {
        return anchor.delta(() -> new ByteArrayInputStream(changed));
    }

    private static byte[] joined(List<ByteBuffer> parts) throws IOException {
        return new PartsStream(parts).readAllBytes();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 5, 9_000_003})
    void shouldGiveTheSameBitsBack(int length) throws IOException {
        byte[] before = bytes(1, length);
        byte[] after = bytes(2, length);
        DeltaAnchor anchor = anchor(7, before);

        EncodedDelta delta = delta(anchor, after);

        assertThat(joined(anchor.apply(List.of(delta.bytes())))).isEqualTo(after);
        assertThat(delta.anchorVersion()).isEqualTo(7);
        assertThat(delta.sha256()).isEqualTo(Sha256.of(delta.bytes().duplicate()));
        assertThat(joined(anchor.payload())).isEqualTo(before);
    }

    @Test
    void shouldTakeLittleForWhatHasChangedLittle() throws IOException {
        // Given numbers of which a step of an optimizer has changed each, by a hundred-thousandth of its size
        Random random = new Random(3);
        ByteBuffer before = ByteBuffer.allocate(400_000).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer after = ByteBuffer.allocate(400_000).order(ByteOrder.LITTLE_ENDIAN);
        while (before.hasRemaining()) {
            float value = (float) random.nextGaussian();
            before.putFloat(value);
            after.putFloat(value * (1 + 1e-5f * (float) random.nextGaussian()));
        }
        DeltaAnchor anchor = anchor(1, before.array());

        EncodedDelta changed = delta(anchor, after.array());
        EncodedDelta same = delta(anchor, before.array());

        assertThat(changed.length()).isLessThan(before.capacity() / 2);
        assertThat(same.length()).isLessThan(100);
    }

    @Test
    void shouldRefuseWhatIsOfAnotherLength() throws IOException {
        DeltaAnchor anchor = anchor(1, bytes(1, 100));
        DeltaAnchor longer = anchor(1, bytes(1, 101));

        assertThatThrownBy(() -> delta(anchor, bytes(2, 99))).hasMessageContaining("ends before that of its anchor");
        assertThatThrownBy(() -> delta(anchor, bytes(2, 101))).hasMessageContaining("goes on behind the end");
        assertThatThrownBy(
                        () -> anchor.apply(List.of(delta(longer, bytes(2, 101)).bytes())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("goes on behind the end of its anchor");
        assertThatThrownBy(
                        () -> longer.apply(List.of(delta(anchor, bytes(2, 100)).bytes())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends before its anchor");
        assertThatThrownBy(() -> DeltaAnchor.of(1, "", 9, () -> new ByteArrayInputStream(bytes(1, 10))))
                .hasMessage("the payload of version 1 has 10 bytes, not 9");
    }

    @Test
    void shouldRefuseBytesThatAreNoFrame() throws IOException {
        DeltaAnchor anchor = anchor(1, bytes(1, 100));

        assertThatThrownBy(() -> anchor.apply(List.of(ByteBuffer.wrap(bytes(5, 60)))))
                .isInstanceOf(IOException.class);
    }
}
