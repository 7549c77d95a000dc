package dev.millrace.cli.evaluate;

import dev.millrace.cli.evaluate.Evaluation.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Evaluations as a table for a terminal: a line per category, and one for all. Pure. */
public final class EvaluationTable {

    private static final String OVERALL = "overall";

    private EvaluationTable() {}

    /** One evaluation, with its counts. */
    public static List<String> of(Evaluation evaluation) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-14s %8s %14s", "category", "accuracy", "right"));
        evaluation.counts().forEach((category, count) -> lines.add(line(category, count)));
        lines.add(line(OVERALL, evaluation.total()));
        return lines;
    }

    /** Two evaluations of the same prompts side by side. */
    public static List<String> compare(Evaluation before, Evaluation after) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-14s %8s %8s %8s %9s", "category", "before", "after", "change", "prompts"));
        TreeSet<String> categories = new TreeSet<>(before.counts().keySet());
        categories.addAll(after.counts().keySet());
        Count none = new Count(0, 0);
        for (String category : categories) {
            lines.add(line(
                    category,
                    before.counts().getOrDefault(category, none),
                    after.counts().getOrDefault(category, none)));
        }
        lines.add(line(OVERALL, before.total(), after.total()));
        return lines;
    }

    private static String line(String name, Count count) {
        return String.format(
                Locale.ROOT, "%-14s %8.3f %14s", name, count.fraction(), count.right() + " of " + count.all());
    }

    private static String line(String name, Count before, Count after) {
        return String.format(
                Locale.ROOT,
                "%-14s %8.3f %8.3f %+8.3f %9d",
                name,
                before.fraction(),
                after.fraction(),
                after.fraction() - before.fraction(),
                after.all());
    }
}
