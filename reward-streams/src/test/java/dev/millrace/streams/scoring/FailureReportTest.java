package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureReportTest {

    @Test
    void shouldReportRepeatedFailuresOnceAMinute() {
        FailureReport report = new FailureReport("accuracy");
        Sample sample = Samples.sample("x", null);
        Instant later = Samples.NOW.plus(FailureReport.INTERVAL);

        assertThat(report.failure(sample, "down", Samples.NOW)).isTrue();
        assertThat(report.failure(sample, "down", later.minusMillis(1))).isFalse();
        assertThat(report.failure(sample, "down", later)).isTrue();
        assertThat(report.failure(sample, "down", later)).isFalse();
    }
}
