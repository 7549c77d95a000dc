package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.Revival;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OpeningsTest {

    private final Openings openings = new Openings();

    @Test
    void shouldWaitSoLongAgainThatAWorkerDoesNotBeginAnewTooOften() {
        Duration first = openings.next(Duration.ofMillis(600));
        Duration again = openings.next(Duration.ofMillis(600));

        assertThat(first).isEqualTo(Duration.ofMillis(600));
        assertThat(again.plus(Revival.PAUSE).multipliedBy(Revival.MOST)).isGreaterThan(Revival.WITHIN);
    }

    @Test
    void shouldBeAsPatientAsSettingsSay() {
        Duration unused = openings.next(Duration.ofMinutes(1));

        assertThat(openings.next(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    }
}
