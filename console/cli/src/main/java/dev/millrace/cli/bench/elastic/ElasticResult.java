package dev.millrace.cli.bench.elastic;

import dev.millrace.audit.AuditReport;
import java.util.List;

/**
 * What became of a run.
 *
 * @param seed of it
 * @param rows of its phases
 * @param steps of the policy that was judged
 * @param accuracy of that policy on held-out prompts
 * @param same groups whose rewards and advantages came out with the same bits once more
 * @param different groups of which some did not
 * @param audit of its topics
 */
public record ElasticResult(
        long seed, List<PhaseRow> rows, int steps, double accuracy, long same, long different, AuditReport audit) {

    public ElasticResult {
        rows = List.copyOf(rows);
    }

    /** Whether nothing was lost, and all comes out once more. */
    boolean holds() {
        return audit.holds() && audit.accounting().imbalance() == 0 && different == 0 && same > 0;
    }
}
