package dev.millrace.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackOffTest {

    @Test
    void shouldDoubleUpToTheLongest() {
        BackOff backOff = new BackOff(Duration.ofMillis(300), Duration.ofSeconds(1));

        assertThat(backOff.longer().pause()).isEqualTo(Duration.ofMillis(600));
        assertThat(backOff.longer().longer().longer().pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1)).pause())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldWaitAtLeastHalfOfItAndNoLongerThanAll() {
        BackOff backOff = new BackOff(Duration.ofMillis(300), Duration.ofSeconds(1));

        for (int i = 0; i < 100; i++) {
            assertThat(backOff.drawn()).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
        }
    }
}
