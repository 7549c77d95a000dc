package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryReportTest {

    @Test
    void shouldReportTheFirstAtOnceAndThenOnceAMinute() {
        RetryReport report = new RetryReport("mine");
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(report.retry("503", Duration.ZERO, -5)).isTrue();
        assertThat(report.retry("503", Duration.ZERO, 59 * second - 5)).isFalse();
        assertThat(report.retry("503", Duration.ZERO, 60 * second - 5)).isTrue();
        assertThat(report.retry("503", Duration.ZERO, 61 * second)).isFalse();
    }
}
