package dev.millrace.cli.bench.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.Account;
import dev.millrace.cli.bench.Machine;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What {@code bench elastic} takes for holding, and what it does not. */
class ElasticReportTest {

    private static PhaseRow row(int scorers, double judged) {
        return new PhaseRow(1, scorers, 2, 30, judged, 1, 0.1);
    }

    private static ElasticResult result(double accuracy, long different, long imbalance, PhaseRow... rows) {
        Account account = new Account(64, 64 - imbalance, 0, new TreeMap<>(), imbalance, 0);
        return new ElasticResult(
                1,
                List.of(rows),
                4,
                accuracy,
                16,
                different,
                new AuditReport("elastic", true, false, account, new TreeMap<>(), List.of()));
    }

    /** With runs whose roles stay of these accuracies: 0.5, 0.6, 0.7. */
    private static ElasticReport report(ElasticResult elastic) {
        return ElasticReport.of(
                Machine.now(),
                Machine.now(),
                200,
                elastic,
                List.of(result(0.6, 0, 0), result(0.7, 0, 0), result(0.5, 0, 0)));
    }

    @Test
    void shouldHoldWhereFourScorersJudgeNineTenthsOfFourTimes() {
        ElasticReport report = report(result(0.55, 0, 0, row(1, 5), row(2, 10), row(4, 18.01)));

        assertThat(report.shares()).containsExactly(1.0, 1.0, 18.01 / 20);
        assertThat(report.holds()).isTrue();
    }

    @Test
    void shouldNotHoldWhereTheyJudgeLess() {
        assertThat(report(result(0.55, 0, 0, row(1, 5), row(2, 10), row(4, 17.9)))
                        .holds())
                .isFalse();
    }

    @Test
    void shouldNotHoldWhereBitsDifferOrSomethingIsLost() {
        assertThat(report(result(0.55, 1, 0, row(1, 5))).holds()).isFalse();
        assertThat(report(result(0.55, 0, 1, row(1, 5))).holds()).isFalse();
    }

    @Test
    void shouldNotHoldOutsideTheSpreadOfTheSeeds() {
        assertThat(report(result(0.49, 0, 0, row(1, 5))).holds()).isFalse();
        assertThat(report(result(0.71, 0, 0, row(1, 5))).holds()).isFalse();
    }
}
