package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.monitor.Accounting.Totals;
import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.watch.RunState.Kind;
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

    @Test
    void shouldTellOfEachKindThatTheRulesHave() {
        // Given
        Overview bad = overview(
                new RunState(Kind.LIVE, Duration.ofMinutes(4), Optional.empty(), 0),
                1,
                1,
                Duration.ofSeconds(100),
                Duration.ofMinutes(3),
                List.of(new WorkerRow("worker-0", 3, 5, true, 10, 1, NOW)),
                Map.of("accuracy/failed", 1L),
                Map.of("alarm/mismatch", 1.0, "mismatch/k3", 0.25));

        // When / Then
        assertThat(alarms.of(bad)).extracting(Alarm::kind).containsExactlyInAnyOrder(Alarm.Kind.values());
        assertThat(alarms.of(bad)).extracting(Alarm::text).anySatisfy(text -> assertThat(text)
                .contains("differ by 0.250 nats", "learner.mismatch.threshold"));
    }

    @Test
    void shouldNameTheWorkerThatDoesNotTakeNewWeights() {
        // Given
        Overview behind = overview(
                new RunState(Kind.LIVE, Duration.ofMinutes(4), Optional.empty(), 0),
                0,
                0,
                Duration.ZERO,
                Duration.ZERO,
                List.of(
                        new WorkerRow("worker-0", 8, 1, false, 10, 1, NOW),
                        new WorkerRow("worker-1", 4, 5, true, 10, 1, NOW)),
                Map.of(),
                Map.of());

        // When / Then
        assertThat(alarms.of(behind))
                .singleElement()
                .extracting(Alarm::text)
                .asString()
                .contains("worker-1", "version 4", "5 behind");
        assertThat(OverviewFigures.of(behind)).as("what the alert rules read").containsEntry("workers/stale", 1.0);
    }

    @Test
    void shouldRaiseNoAlarmAboutARunThatIsOver() {
        // Given
        RunState over = new RunState(Kind.FINISHED, Duration.ofMinutes(4), Optional.of(NOW.minusSeconds(900)), 3);

        // When
        Overview run = overview(over, 0, 2, Duration.ofMinutes(15), Duration.ofMinutes(15));

        // Then
        assertThat(alarms.of(run)).isEmpty();
        assertThat(OverviewFigures.of(run)).as("what the alert rules read").containsEntry("weights/age_s", 0.0);
        assertThat(OverviewFigures.of(run)).containsEntry("group/oldest_open_s", 0.0);
    }

    @Test
    void shouldStillSayThatARunThatIsOverDoesNotAddUp() {
        // Given
        RunState over = new RunState(Kind.FINISHED, Duration.ofMinutes(4), Optional.of(NOW), 3);

        // When / Then
        assertThat(alarms.of(overview(over, 1, 0, Duration.ZERO, Duration.ZERO)))
                .extracting(Alarm::name)
                .containsExactly("imbalance");
    }

    private static Overview overview(long doubled, long bad, Duration openFor, Duration weightsAge) {
        RunState live = new RunState(Kind.LIVE, Duration.ofMinutes(4), Optional.empty(), 0);
        return overview(live, doubled, bad, openFor, weightsAge);
    }

    private static Overview overview(RunState state, long doubled, long bad, Duration openFor, Duration weightsAge) {
        return overview(state, doubled, bad, openFor, weightsAge, List.of(), Map.of(), Map.of());
    }

    private static Overview overview(
            RunState state,
            long doubled,
            long bad,
            Duration openFor,
            Duration weightsAge,
            List<WorkerRow> workers,
            Map<String, Long> scorers,
            Map<String, Double> metrics) {
        TreeMap<String, Integer> missing = new TreeMap<>(Map.of("accuracy", 3));
        return new Overview(
                NOW,
                true,
                true,
                state,
                Optional.of(new StepRow(3, NOW.minus(weightsAge), false, metrics)),
                new Totals(10, 5, 5, Map.of(), doubled, 0),
                List.of(),
                1,
                1,
                Map.of(),
                Map.of(),
                1,
                List.of(new OpenGroup("demo/0/7", NOW.minus(openFor), 8, 8, missing)),
                workers,
                scorers,
                Map.of(),
                "accuracy",
                Map.of(),
                0,
                bad,
                0,
                bad,
                0,
                List.of());
    }
}
