package dev.millrace.audit.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.weights.DeltaAnchor;
import dev.millrace.schemas.weights.EncodedDelta;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangedBytesTest {

    private static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] delta(byte[] anchor, byte[] changed) throws IOException {
        EncodedDelta delta = DeltaAnchor.of(1, "", anchor.length, () -> new ByteArrayInputStream(anchor))
                .delta(() -> new ByteArrayInputStream(changed));
        byte[] bytes = new byte[delta.length()];
        delta.bytes().get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 1001, 1 << 20, (1 << 20) + 3, (5 << 19) + 2})
    void shouldComeToWhatTheLearnerHad(int length) throws IOException {
        byte[] anchor = bytes(1, length);
        byte[] changed = bytes(2, length);

        assertThat(ChangedBytes.of(anchor, delta(anchor, changed))).contains(changed);
    }

    @Test
    void shouldTellOfWhatIsNoDeltaOfThisAnchor() throws IOException {
        byte[] anchor = bytes(1, 100);
        byte[] delta = delta(anchor, bytes(2, 100));

        assertThat(ChangedBytes.of(bytes(1, 99), delta)).isEmpty();
        assertThat(ChangedBytes.of(bytes(1, 101), delta)).isEmpty();
        assertThat(ChangedBytes.of(anchor, bytes(3, 50))).isEmpty();
    }
}
