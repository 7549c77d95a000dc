package dev.millrace.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunNamesTest {

    private static final RunNames NAMES = names("a");

    @ParameterizedTest
    @ValueSource(strings = {"b.worker.c", "b.learner"})
    void shouldRefuseAnIdByWhichTwoRunsWouldFenceEachOther(String worker) {
        assertThatThrownBy(() -> NAMES.worker(worker))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("worker id '" + worker + "' must not hold '.worker.' nor end in '.learner'");
    }

    @Test
    void shouldRefuseAWorkersIdThatCannotStandInAName() {
        assertThatThrownBy(() -> NAMES.worker("w 1"))
                .hasMessageContaining("worker id 'w 1' must be 1 to 64 characters");
    }

    @Test
    void shouldGiveEachRunNamesOfItsOwn() {
        RunNames other = names("a.worker");

        assertThat(all(NAMES)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(all(other));
        assertThat(NAMES.worker("host.7").transactionalId())
                .isNotEqualTo(other.worker("7").transactionalId());
    }

    /** They are on clusters: offsets, states and fences of running systems go by them. */
    @Test
    void shouldSayTheNamesThatRunsHaveBegunWith() {
        assertThat(all(NAMES))
                .containsExactly(
                        "millrace.a.workers",
                        "millrace.a.workers.claims",
                        "millrace.a.workers.drops",
                        "millrace.a.worker.w1",
                        "millrace.a.feeder",
                        "millrace.a.scorer.accuracy",
                        "millrace.a.streams.v1",
                        "millrace.a.metrics.v3",
                        "millrace.a.learner",
                        "millrace.a.replay",
                        "millrace.a.evaluator.held-out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"learner", "replay", "workers", "", "a.b", "a b"})
    void shouldRefuseANameByWhichAnEvaluatorWouldBeAnother(String evaluator) {
        assertThatThrownBy(() -> new EvaluatorName(evaluator))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("evaluator");
    }

    private static RunNames names(String run) {
        return new RunNames(new Topics("millrace."), new RunId(run));
    }

    private static List<String> all(RunNames names) {
        return List.of(
                names.workers(),
                names.workerClaims(),
                names.workerDrops(),
                names.worker("w1").transactionalId(),
                names.feeder(),
                names.scorer("accuracy"),
                names.streams(),
                names.metrics(),
                names.learner(),
                names.replay(),
                names.evaluator(new EvaluatorName("held-out")));
    }
}
