package dev.millrace.schemas.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.evaluation.BestVersions.Judged;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BestVersionsTest {

    private final BestVersions best = new BestVersions();

    @Test
    void shouldPutTheHighestValueFirstAndOfEqualOnesTheOlder() {
        judged("a", 10, 0.5);
        judged("a", 20, 0.7);
        judged("a", 30, 0.7);
        judged("a", 40, 0.6);

        assertThat(best.among(Set.of(10, 20, 30, 40), 3))
                .isEqualTo(Map.of("a", List.of(new Judged(20, 0.7), new Judged(30, 0.7), new Judged(40, 0.6))));
    }

    @Test
    void shouldLookAtCandidatesOnly() {
        judged("a", 10, 0.5);
        judged("a", 20, 0.9);

        assertThat(best.among(Set.of(10, 30), 2)).isEqualTo(Map.of("a", List.of(new Judged(10, 0.5))));
        assertThat(best.among(Set.of(30), 2)).isEmpty();
    }

    @Test
    void shouldNotWeighOneEvaluatorAgainstAnother() {
        judged("harsh", 10, 0.2);
        judged("harsh", 20, 0.1);
        judged("mild", 10, 0.8);
        judged("mild", 20, 0.9);

        assertThat(best.among(Set.of(10, 20), 1))
                .isEqualTo(Map.of("harsh", List.of(new Judged(10, 0.2)), "mild", List.of(new Judged(20, 0.9))));
    }

    @Test
    void shouldNotTakeAMeanOfVersionsForOneOfThem() {
        best.add(Results.averaged("run", "a", 20, 0.9));

        assertThat(best.among(Set.of(20), 1)).isEmpty();
        assertThat(best.awaiting(Set.of(20))).containsExactly(20);
    }

    @Test
    void shouldAwaitWhatSomeEvaluatorHasYetToComeBy() {
        assertThat(best.awaiting(Set.of(10, 20))).containsExactly(10, 20);

        judged("fast", 30, 0.5);
        judged("slow", 10, 0.5);

        assertThat(best.awaiting(Set.of(10, 20, 30, 40))).containsExactly(20, 30, 40);
    }

    private void judged(String evaluator, int version, double value) {
        best.add(Results.of("run", evaluator, version, value));
    }
}
