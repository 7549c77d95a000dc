package dev.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.evaluate.Evaluation.Judged;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Evaluation BEFORE = Evaluation.of(List.of(
            new Judged("sum", false), new Judged("count", true), new Judged("sum", false), new Judged("count", false)));
    private static final Evaluation AFTER = Evaluation.of(List.of(
            new Judged("sum", true), new Judged("count", true), new Judged("sum", false), new Judged("count", true)));

    @Test
    void shouldGiveFractionsByCategoryAndOverall() {
        assertThat(BEFORE.categories()).isEqualTo(Map.of("count", 0.5, "sum", 0.0));
        assertThat(BEFORE.overall()).isEqualTo(0.25);
        assertThat(Evaluation.of(List.of()).overall()).isZero();
    }

    @Test
    void shouldPrintOneEvaluation() {
        assertThat(EvaluationTable.of(AFTER))
                .containsExactly(
                        "category       accuracy          right",
                        "count             1.000         2 of 2",
                        "sum               0.500         1 of 2",
                        "overall           0.750         3 of 4");
    }

    @Test
    void shouldPrintTwoSideBySide() {
        assertThat(EvaluationTable.compare(BEFORE, AFTER))
                .containsExactly(
                        "category         before    after   change   prompts",
                        "count             0.500    1.000   +0.500         2",
                        "sum               0.000    0.500   +0.500         2",
                        "overall           0.250    0.750   +0.500         4");
    }

    @Test
    void shouldCallRightWhatTheAccuracyScorerRewards() {
        AccuracyRule rule = new AccuracyRule();
        assertThat(rule.isRight("<think> red 3 </think> 3", "3")).isTrue();
        assertThat(rule.isRight("<think> red 3 </think> Three .", "3")).isTrue();
        assertThat(rule.isRight("<think> red 3 </think> 4", "3")).isFalse();
        assertThat(rule.isRight("<think> 3", "3")).isFalse();
    }
}
