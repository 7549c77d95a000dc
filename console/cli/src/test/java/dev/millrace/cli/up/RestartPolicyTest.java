package dev.millrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.up.RestartPolicy.Decision;
import dev.millrace.cli.up.UpProcess.Part;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RestartPolicyTest {

    private final RestartPolicy policy = new RestartPolicy(Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "5, 16"})
    void shouldStartAgainLaterFromTimeToTime(int failures, long seconds) {
        assertThat(policy.decide(Part.WORKER, 1, failures)).isEqualTo(new Decision.Again(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void shouldStartAgainWhatWasKilledOrRanOutOfMemory(Part part) {
        assertThat(policy.decide(part, 137, 1)).isInstanceOf(Decision.Again.class);
        assertThat(policy.decide(part, 3, 1)).isInstanceOf(Decision.Again.class);
    }

    @Test
    void shouldGiveUpOnWhatFailsAgainAndAgain() {
        assertThat(policy.decide(Part.STREAMS, 1, 6)).isEqualTo(new Decision.GiveUp(1, "has failed 6 times in a row"));
    }

    @Test
    void shouldGiveUpAtOnceOnBadUsage() {
        Decision decision = policy.decide(Part.SCORERS, 2, 1);

        assertThat(decision).isInstanceOfSatisfying(Decision.GiveUp.class, giveUp -> assertThat(giveUp.exitCode())
                .isEqualTo(2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Part.class,
            names = {"PAGE", "EVALUATOR"})
    void shouldGoOnWithoutThoseWhomNobodyWaitsFor(Part part) {
        assertThat(policy.decide(part, 2, 1)).isInstanceOf(Decision.Without.class);
        assertThat(policy.decide(part, 1, 6)).isInstanceOf(Decision.Without.class);
    }

    @Test
    void shouldEndTheRunWithTheLearnerOnly() {
        assertThat(policy.decide(Part.LEARNER, 0, 0)).isEqualTo(new Decision.RunOver());
        assertThat(policy.decide(Part.FEEDER, 0, 0)).isInstanceOf(Decision.Without.class);
    }

    @ParameterizedTest
    @CsvSource({"130", "143"})
    void shouldLeaveAloneWhatSomebodyStopped(int exitCode) {
        assertThat(policy.decide(Part.WORKER, exitCode, 1)).isInstanceOf(Decision.Without.class);
    }

    @ParameterizedTest
    @CsvSource({"BROKER", "STREAMS", "LEARNER"})
    void shouldStartAgainWhatTheRunWaitsForThoughSomebodyStoppedIt(Part part) {
        assertThat(policy.decide(part, 143, 1)).isInstanceOf(Decision.Again.class);
    }
}
