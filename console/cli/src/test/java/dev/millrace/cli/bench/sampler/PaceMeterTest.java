package dev.millrace.cli.bench.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceMeterTest {

    private final AtomicLong nanos = new AtomicLong(1_000);
    private final PaceMeter meter = new PaceMeter(2, nanos::get);

    @Test
    void shouldSumUpWhatRunsOverTime() {
        // Given a request of 40 ns beside one of 10
        PaceReading before = meter.read();
        meter.begun();
        nanos.addAndGet(20);
        meter.begun();
        nanos.addAndGet(10);
        meter.ended(5);
        nanos.addAndGet(10);
        meter.ended(7);
        nanos.addAndGet(60);

        // When
        PaceReading after = meter.read();

        // Then
        assertThat(after.runningSince(before)).isEqualTo(0.5);
        assertThat(after.fullSince(before)).isEqualTo(0.1);
        assertThat(after.tokensPerSecondSince(before)).isEqualTo(12 / 100e-9);
    }
}
