package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.watch.RunState.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunStateTest {

    private static final Instant END = Instant.parse("2026-01-01T09:17:03Z");
    private static final Duration TRAINED = Duration.ofSeconds(264);

    private static RunState state(int step, int total, Duration since, Duration heardSince) {
        return RunState.of(
                Optional.of(new StepRow(step, END, false, Map.of("perf/time_per_step", 4.0))),
                TRAINED,
                total,
                Optional.of(END.plus(since).minus(heardSince)),
                Optional.empty(),
                END.plus(since));
    }

    @Test
    void shouldHaveFinishedWithItsLastStepAndStopItsClockThere() {
        // When
        RunState state = state(40, 40, Duration.ofDays(1), Duration.ofHours(23));

        // Then
        assertThat(state).isEqualTo(new RunState(Kind.FINISHED, TRAINED, Optional.of(END), 40));
        assertThat(state.words(ZoneOffset.UTC, END.plusSeconds(9))).isEqualTo("finished at 09:17:03");
        assertThat(state.words(ZoneOffset.UTC, END.plus(Duration.ofDays(1))))
                .isEqualTo("finished at 2026-01-01 09:17:03");
    }

    @Test
    void shouldBeLiveWhileItMakesSteps() {
        // When
        RunState state = state(30, 40, Duration.ofSeconds(3), Duration.ZERO);

        // Then
        assertThat(state).isEqualTo(new RunState(Kind.LIVE, TRAINED.plusSeconds(3), Optional.empty(), 40));
    }

    @Test
    void shouldHaveStalledWhenNothingIsHeardOfIt() {
        // When
        RunState state = state(30, 40, Duration.ofMinutes(3), Duration.ofMinutes(3));

        // Then
        assertThat(state).isEqualTo(new RunState(Kind.STALLED, TRAINED, Optional.of(END), 40));
        assertThat(state.words(ZoneOffset.UTC, END)).isEqualTo("stalled since 09:17:03");
    }

    @Test
    void shouldWaitLongerForStepsThatTakeLong() {
        // Given
        StepRow slow = new StepRow(3, END, false, Map.of("perf/time_per_step", 300.0));

        // When
        RunState state = RunState.of(
                Optional.of(slow), TRAINED, 40, Optional.of(END), Optional.empty(), END.plus(Duration.ofMinutes(10)));

        // Then
        assertThat(state.kind()).isEqualTo(Kind.LIVE);
    }

    @Test
    void shouldTellARunThatWasStoppedFromOneThatStandsStill() {
        // Given
        Instant stopped = END.plusSeconds(2);

        // When
        RunState state = stopped(stopped, END.plus(Duration.ofHours(1)));

        // Then
        assertThat(state).isEqualTo(new RunState(Kind.STOPPED, TRAINED, Optional.of(stopped), 40));
        assertThat(state.words(ZoneOffset.UTC, stopped)).isEqualTo("stopped at 09:17:05");
        assertThat(state.isOver()).isTrue();
    }

    @Test
    void shouldBeLiveAgainWhenAStoppedRunMakesAStep() {
        // When
        RunState state = stopped(END.minusSeconds(60), END.plusSeconds(1));

        // Then
        assertThat(state.kind()).isEqualTo(Kind.LIVE);
    }

    @Test
    void shouldHaveBeenStoppedBeforeItsFirstStep() {
        // When
        RunState state = RunState.of(
                Optional.empty(), Duration.ZERO, 0, Optional.empty(), Optional.of(END), END.plusSeconds(60));

        // Then
        assertThat(state.kind()).isEqualTo(Kind.STOPPED);
    }

    private static RunState stopped(Instant at, Instant now) {
        return RunState.of(
                Optional.of(new StepRow(30, END, false, Map.of())),
                TRAINED,
                40,
                Optional.of(END),
                Optional.of(at),
                now);
    }

    @Test
    void shouldNotCountThePauseOfARunThatIsResumed() {
        // When
        RunState resumed = state(40, 60, Duration.ofDays(1), Duration.ofSeconds(1));

        // Then
        assertThat(resumed).isEqualTo(new RunState(Kind.LIVE, TRAINED, Optional.empty(), 60));
    }

    @Test
    void shouldNotHaveBegunBeforeAnythingIsHeard() {
        // When
        RunState state = RunState.of(Optional.empty(), Duration.ZERO, 0, Optional.empty(), Optional.empty(), END);

        // Then
        assertThat(state.kind()).isEqualTo(Kind.WAITING);
    }

    @Test
    void shouldAddUpStepsWithoutPausesAndForgetThoseThatAreMadeAnew() {
        // Given
        StepHistory steps = new StepHistory();

        // When
        steps.add("a", new StepRow(1, END, false, Map.of("perf/time_per_step", 4.0)));
        steps.add("a", new StepRow(2, END.plus(Duration.ofHours(5)), false, Map.of("perf/time_per_step", 6.0)));
        steps.add("a", new StepRow(2, END.plus(Duration.ofHours(6)), false, Map.of("perf/time_per_step", 7.0)));

        // Then
        assertThat(steps.trained("a")).isEqualTo(Duration.ofSeconds(11));
    }
}
