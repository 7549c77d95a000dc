package dev.millrace.schemas.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RepeatedFailureTest {

    private final HandClock clock = new HandClock();
    private final RepeatedFailure failure =
            new RepeatedFailure(LoggerFactory.getLogger(RepeatedFailureTest.class), "it waits", clock);

    @Test
    void shouldTellOnceAndThenSeldom() {
        // Given a failure that comes three times a second for an hour
        int told = 0;

        // When
        for (int i = 0; i < 3 * 3600; i++) {
            told += failure.occurred(new GroupAuthorizationException("g")) ? 1 : 0;
            clock.pass(Duration.ofMillis(333));
        }

        // Then it is told at 0, 1, 3, 7, 15, 25, 35, 45 and 55 minutes
        assertThat(told).isEqualTo(9);
    }

    @Test
    void shouldTellAtOnceWhenTheCauseIsAnother() {
        assertThat(failure.occurred(new TimeoutException("1"))).isTrue();
        assertThat(failure.occurred(new TimeoutException("2"))).isFalse();
        assertThat(failure.occurred(new IllegalStateException("x", new GroupAuthorizationException("g"))))
                .isTrue();
        assertThat(failure.occurred(new TimeoutException("3"))).isFalse();
    }

    @Test
    void shouldTellAnewAfterItWasOver() {
        failure.occurred(new TimeoutException("1"));

        failure.over();

        assertThat(failure.occurred(new TimeoutException("1"))).isTrue();
    }
}
