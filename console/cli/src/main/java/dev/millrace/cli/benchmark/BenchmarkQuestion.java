package dev.millrace.cli.benchmark;

import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.dataset.DatasetEntry;
import java.util.List;
import java.util.OptionalInt;

/**
 * A question of a benchmark.
 *
 * @param row that it was made of
 * @param item what is asked; its answer is empty where none is known
 * @param right answers of which each is right; none where none is known
 * @param decimals digits behind the point to which a number has to be right; empty where it has to be exact
 * @param judged the question as a judge reads it
 */
record BenchmarkQuestion(
        DatasetEntry row, EvaluationItem item, List<String> right, OptionalInt decimals, String judged) {

    BenchmarkQuestion {
        right = List.copyOf(right);
    }

    /** What a row asks, as it stands. */
    static BenchmarkQuestion of(DatasetEntry row) {
        return new BenchmarkQuestion(
                row, item(row, row.problem()), row.answer().stream().toList(), OptionalInt.empty(), row.problem());
    }

    /** The same in other words. */
    static EvaluationItem item(DatasetEntry row, String problem) {
        return new EvaluationItem(
                row.id(),
                problem,
                row.images(),
                row.answer().orElse(""),
                row.category().orElse(Evaluation.OTHER),
                row.system());
    }
}
