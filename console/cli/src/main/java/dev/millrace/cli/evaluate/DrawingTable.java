package dev.millrace.cli.evaluate;

import dev.millrace.cli.evaluate.Evaluation.Count;
import dev.millrace.scenes.generation.DrawingCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Evaluations of drawing as tables for a terminal, one for each family of categories that has a prompt. Pure. */
public final class DrawingTable {

    private static final String MEAN = "mean";

    /** The mean of edits that left the rest where it was. */
    private static final String IN_PLACE = "rest in place";

    private DrawingTable() {}

    /** What a family is called in tables and reports. */
    public static String name(DrawingCategory.Kind kind) {
        return switch (kind) {
            case COMPOSITION -> "generation";
            case KNOWLEDGE -> "knowledge";
            case EDITING -> "editing";
            case CAPTION -> "captions";
        };
    }

    /** One evaluation, with its counts of images. */
    public static List<String> of(DrawingEvaluation evaluation) {
        List<String> lines = new ArrayList<>();
        for (DrawingCategory.Kind kind : DrawingCategory.Kind.values()) {
            Evaluation family = evaluation.of(kind);
            if (!family.counts().isEmpty()) {
                lines.add(String.format(Locale.ROOT, "%-14s %8s %14s", name(kind), "correct", "images"));
                family.counts()
                        .forEach((category, count) -> lines.add(String.format(
                                Locale.ROOT,
                                "%-14s %8.3f %14s",
                                category,
                                count.fraction(),
                                count.right() + " of " + count.all())));
                lines.add(String.format(Locale.ROOT, "%-14s %8.3f", MEAN, family.categoryMean()));
            }
            if (kind == DrawingCategory.Kind.EDITING
                    && !evaluation.inPlace().counts().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT,
                        "%-14s %8.3f",
                        IN_PLACE,
                        evaluation.inPlace().categoryMean()));
            }
        }
        return lines;
    }

    /** Two evaluations of the same prompts side by side. */
    public static List<String> compare(DrawingEvaluation before, DrawingEvaluation after) {
        List<String> lines = new ArrayList<>();
        for (DrawingCategory.Kind kind : DrawingCategory.Kind.values()) {
            Evaluation first = before.of(kind);
            Evaluation last = after.of(kind);
            if (!last.counts().isEmpty()) {
                lines.add(String.format(
                        Locale.ROOT, "%-14s %8s %8s %8s %9s", name(kind), "before", "after", "change", "images"));
                last.counts()
                        .forEach((category, count) -> lines.add(line(
                                category,
                                first.counts()
                                        .getOrDefault(category, new Count(0, 0))
                                        .fraction(),
                                count.fraction(),
                                count.all())));
                lines.add(line(
                        MEAN,
                        first.categoryMean(),
                        last.categoryMean(),
                        last.total().all()));
            }
        }
        return lines;
    }

    private static String line(String name, double before, double after, int images) {
        return String.format(Locale.ROOT, "%-14s %8.3f %8.3f %+8.3f %9d", name, before, after, after - before, images);
    }
}
