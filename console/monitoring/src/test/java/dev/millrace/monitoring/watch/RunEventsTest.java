package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.monitoring.watch.RunEvent.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunEventsTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecordPlace PLACE = new RecordPlace("metrics", 1, 7, BEGIN);
    private static final NavigableMap<Instant, Map<String, RecordPlace>> NOBODY = new TreeMap<>();

    @Test
    void shouldTellOfWorkersThatJoinAndComeBack() {
        NavigableMap<Instant, Map<String, RecordPlace>> windows = new TreeMap<>();
        windows.put(BEGIN, Map.of("a", PLACE));
        windows.put(BEGIN.plusSeconds(5), Map.of("a", PLACE, "b", PLACE));
        windows.put(BEGIN.plusSeconds(100), Map.of("a", PLACE));

        List<RunEvent> events = RunEvents.of(List.of(step(3, 2, Map.of())), windows, List.of());

        assertThat(events)
                .extracting(RunEvent::text, RunEvent::step)
                .containsExactly(tuple("a joined", 0), tuple("b joined", 3), tuple("a is back after 95 s", 3));
        assertThat(events).allSatisfy(event -> assertThat(event.place()).hasValue(PLACE));
    }

    @Test
    void shouldTellAPauseOfTheLearnerFromASlowStep() {
        List<StepRow> steps = List.of(
                step(1, 0, Map.of("perf/time_per_step", 1.0)),
                step(2, 60, Map.of("perf/time_per_step", 59.0)),
                step(3, 120, Map.of("perf/time_per_step", 1.0)));

        List<RunEvent> events = RunEvents.of(steps, NOBODY, List.of());

        assertThat(events).extracting(RunEvent::kind, RunEvent::step).containsExactly(tuple(Kind.LEARNER_RESTARTED, 3));
        assertThat(events.get(0).text()).contains("59 s");
    }

    @Test
    void shouldTellAlarmsOfTheLearnerRefusalsAndRewindsInTheirOrder() {
        StepRow refused = new StepRow(4, BEGIN.plusSeconds(4), true, Map.of("alarm/mismatch", 0.0));
        List<StepRow> steps = List.of(
                step(1, 1, Map.of("alarm/mismatch", 0.0)),
                step(2, 2, Map.of("alarm/mismatch", 1.0)),
                step(3, 3, Map.of("alarm/mismatch", 1.0)),
                refused);
        RewindRow rewind = new RewindRow(9, 1, BEGIN.plusSeconds(1), PLACE);

        List<RunEvent> events = RunEvents.of(steps, NOBODY, List.of(rewind));

        assertThat(events)
                .extracting(RunEvent::kind, RunEvent::step)
                .containsExactly(
                        tuple(Kind.REWOUND, 1),
                        tuple(Kind.ALARM, 2),
                        tuple(Kind.STEP_REFUSED, 4),
                        tuple(Kind.ALARM_OVER, 4));
    }

    private static StepRow step(int number, int second, Map<String, Double> metrics) {
        return new StepRow(number, BEGIN.plusSeconds(second), false, metrics);
    }
}
