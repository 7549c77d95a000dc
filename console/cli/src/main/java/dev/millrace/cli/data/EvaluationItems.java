package dev.millrace.cli.data;

import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.policy.dataset.DatasetEntry;
import java.util.List;

/** Entries of a data set as they are evaluated. */
public final class EvaluationItems {

    private EvaluationItems() {}

    /**
     * The entries that ask for an answer in text and have a right one.
     */
    public static List<EvaluationItem> of(List<DatasetEntry> entries) {
        return entries.stream()
                .filter(Datasets::isAnswerable)
                .map(EvaluationItems::of)
                .toList();
    }

    private static EvaluationItem of(DatasetEntry entry) {
        return new EvaluationItem(
                entry.id(),
                entry.problem(),
                entry.images(),
                entry.answer().orElseThrow(),
                entry.category().orElse(Evaluation.OTHER),
                entry.system());
    }
}
