package dev.millrace.workers.engines.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Breaker breaker = new Breaker();

    private void failed(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(NOW);
        }
    }

    @Test
    void shouldOpenAtFiveFailuresInARow() {
        failed(4);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);

        boolean mayBeToBlame = breaker.failed(NOW);

        assertThat(mayBeToBlame).isFalse();
        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void shouldForgetFailuresAtASuccess() {
        failed(4);
        breaker.succeeded();

        boolean mayBeToBlame = breaker.failed(NOW);

        assertThat(mayBeToBlame).isTrue();
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void shouldWaitTwiceAsLongWhenTheTriedOneFailsToo() {
        failed(5);
        assertThat(breaker.isDue(NOW.plusSeconds(1))).isTrue();
        breaker.tryOne();

        breaker.failed(NOW);

        assertThat(breaker.isDue(NOW.plusMillis(1_999))).isFalse();
        assertThat(breaker.isDue(NOW.plusSeconds(2))).isTrue();
    }
}
