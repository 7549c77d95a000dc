package dev.millrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.Headline;
import dev.millrace.monitoring.monitor.RunSnapshot;
import dev.millrace.monitoring.monitor.RunSnapshot.Groups;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StallTest {

    private static final Path LOG = Path.of("demo.log");

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Stall stall = new Stall(clock);

    private static RunSnapshot at(int step) {
        return new RunSnapshot(
                Duration.ZERO,
                step,
                Map.of(),
                new Headline("accuracy", List.of()),
                new Groups(3, 8, Map.of("stale", 2L)),
                new Totals(88, 0, 88, Map.of(), 0, 0),
                0,
                0,
                0,
                0,
                "",
                List.of(),
                List.of());
    }

    @Test
    void shouldBePatientWhileStepsAreMade() {
        for (int step = 0; step < 10; step++) {
            RunSnapshot run = at(step);
            assertThatCode(() -> stall.check(run, LOG)).doesNotThrowAnyException();
            now = now.plus(Duration.ofMinutes(2));
        }
    }

    @Test
    void shouldSayWhatARunWaitsForThatStandsStill() {
        // Given
        stall.check(at(4), LOG);

        // When
        now = now.plus(Duration.ofMinutes(4));

        // Then
        assertThatThrownBy(() -> stall.check(at(4), LOG))
                .hasMessageStartingWith("no step for 180 s after step 4: 88 trajectories published, 3 groups open")
                .hasMessageContaining("stale=2")
                .hasMessageContaining("demo.log");
    }
}
