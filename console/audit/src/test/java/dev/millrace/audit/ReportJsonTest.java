package dev.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReportJsonTest {

    record Report(Duration longestPause, Instant begunAt, int steps) {}

    @Test
    void shouldSayLengthsInSecondsAndTimesAsTexts() {
        String json = ReportJson.of(new Report(Duration.ofMillis(1_500), Instant.EPOCH, 3));

        assertThat(json)
                .contains("\"longest_pause\" : 1.5", "\"begun_at\" : \"1970-01-01T00:00:00Z\"", "\"steps\" : 3");
    }
}
