package dev.millrace.schemas.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordBufferTest {

    @Test
    void shouldForgetWhatWasReadLongestAgo() {
        // Given a full buffer
        RecordBuffer buffer = new RecordBuffer(10_000);
        for (long offset = 0; offset < 30; offset++) {
            buffer.put(0, offset, new byte[900]);
        }

        // When, Then it holds the newest that fit
        assertThat(buffer.get(0, 29)).hasSize(900);
        assertThat(buffer.get(0, 21)).hasSize(900);
        assertThat(buffer.get(0, 20)).isNull();
        assertThat(buffer.get(1, 29)).isNull();
    }

    @Test
    void shouldNeverHoldMoreThanItsBound() {
        RecordBuffer buffer = new RecordBuffer(50_000);
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            buffer.put(random.nextInt(3), random.nextInt(100), new byte[random.nextInt(8000)]);
            assertThat(buffer.bytes()).isBetween(0L, 50_000L);
        }
    }

    @Test
    void shouldNotHoldARecordLargerThanItsBound() {
        RecordBuffer buffer = new RecordBuffer(1000);
        buffer.put(0, 0, new byte[1001]);
        assertThat(buffer.get(0, 0)).isNull();
        assertThat(buffer.bytes()).isZero();
    }
}
