package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class RevivalTest {

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Revival revival = new Revival("streams", PassingFailure::is, clock);

    @Test
    void shouldAdmitSoManyWithinTheWindowAndNoMore() {
        // Given as many failures as are admitted, one a second
        for (int i = 0; i < Revival.MOST; i++) {
            assertThat(revival.admits(new TimeoutException("away"))).isTrue();
            now = now.plusSeconds(1);
        }

        // When another comes, Then it is not admitted until the first is out of the window
        assertThat(revival.admits(new TimeoutException("away"))).isFalse();
        now = Instant.EPOCH.plus(Revival.WITHIN);
        assertThat(revival.admits(new TimeoutException("away"))).isTrue();
        assertThat(revival.admits(new TimeoutException("away"))).isFalse();
    }

    @Test
    void shouldNeverAdmitADefect() {
        assertThat(revival.admits(new IllegalStateException("a bug"))).isFalse();
    }

    @Test
    void shouldRunAnewAfterWhatPassesAndEndWithWhatDoesNot() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> revival.run(
                        () -> {
                            throw attempts.incrementAndGet() == 1
                                    ? new TimeoutException("away")
                                    : new IllegalStateException("a bug");
                        },
                        () -> false))
                .hasMessage("a bug");

        assertThat(attempts).hasValue(2);
    }

    @Test
    void shouldNotRunAnewOnceItIsStopped() {
        AtomicInteger attempts = new AtomicInteger();

        assertThatThrownBy(() -> revival.run(
                        () -> {
                            attempts.incrementAndGet();
                            throw new TimeoutException("away");
                        },
                        () -> true))
                .hasMessage("away");

        assertThat(attempts).hasValue(1);
    }
}
