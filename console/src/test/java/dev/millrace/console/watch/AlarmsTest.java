package dev.millrace.console.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.console.monitor.Accounting.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlarmsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private final Alarms alarms = Alarms.of(Duration.ofMinutes(1));

    @Test
    void shouldBeQuietWhenAllIsWell() {
        assertThat(alarms.of(overview(0, 0, Duration.ofSeconds(5), Duration.ofSeconds(5))))
                .isEmpty();
    }

    @Test
    void shouldNameTheGroupThatDoesNotCloseAndTheScorer() {
        assertThat(alarms.of(overview(0, 0, Duration.ofSeconds(100), Duration.ofSeconds(5))))
                .singleElement()
                .satisfies(alarm -> {
                    assertThat(alarm.name()).isEqualTo("oldest_open_group");
                    assertThat(alarm.text()).contains("demo/0/7", "100 s", "accuracy");
                });
    }

    @Test
    void shouldTellOfEverythingElse() {
        assertThat(alarms.of(overview(1, 2, Duration.ofSeconds(5), Duration.ofMinutes(3))))
                .extracting(Alarm::name)
                .containsExactly("imbalance", "no_new_weights", "dead_letters", "non_finite");
    }

    private static Overview overview(long doubled, long bad, Duration openFor, Duration weightsAge) {
        TreeMap<String, Integer> missing = new TreeMap<>(Map.of("accuracy", 3));
        return new Overview(
                NOW,
                true,
                true,
                Optional.of(NOW),
                Optional.of(new StepRow(3, NOW.minus(weightsAge), false, Map.of())),
                new Totals(10, 5, 5, Map.of(), doubled, 0),
                List.of(),
                1,
                1,
                Map.of(),
                Map.of(),
                1,
                List.of(new OpenGroup("demo/0/7", NOW.minus(openFor), 8, 8, missing)),
                List.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                0,
                bad,
                0,
                bad);
    }
}
