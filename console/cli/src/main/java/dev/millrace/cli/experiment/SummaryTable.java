package dev.millrace.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Results as Markdown tables. Pure. */
public final class SummaryTable {

    private SummaryTable() {}

    /**
     * For each data set a table of settings and one by category; intervals are 95 % by Student's t over seeds. A setting
     * is also held against the first one, seed by seed. What is said of amplified tokens is left out where no setting
     * amplifies any.
     *
     * @param threshold as a fraction of 1
     */
    public static List<String> lines(List<Summary> summaries, double threshold) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, List<Summary>> data : Summary.byData(summaries).entrySet()) {
            lines.add("## " + data.getKey());
            lines.add("");
            boolean amplifies = data.getValue().stream()
                    .anyMatch(summary -> summary.tokens().isPresent());
            lines.add(String.format(
                            Locale.ROOT,
                            "| setting | seeds | held-out accuracy | gain | against %s | samples to %.2f | reached |",
                            data.getValue().get(0).setting(),
                            threshold)
                    + (amplifies ? " precision | recall | cost |" : ""));
            lines.add("|---|---|---|---|---|---|---|" + (amplifies ? "---|---|---|" : ""));
            data.getValue().forEach(summary -> lines.add(row(summary, amplifies)));
            lines.add("");
            lines.addAll(categories(data.getValue(), Summary::categories));
            lines.add("");
            lines.addAll(drawings(data.getValue()));
        }
        return lines;
    }

    private static String row(Summary summary, boolean amplifies) {
        List<String> row = new ArrayList<>(List.of(
                summary.setting(),
                String.valueOf(summary.after().count()),
                summary.after().text(3),
                summary.gain().text(3),
                signed(summary.difference()),
                summary.samples().map(samples -> samples.text(0)).orElse("–"),
                summary.reached() + " of " + summary.after().count()));
        if (amplifies) {
            row.add(summary.tokens().map(tokens -> fraction(tokens.precision())).orElse("–"));
            row.add(summary.tokens().map(tokens -> fraction(tokens.recall())).orElse("–"));
            row.add(fraction(summary.cost().mean()));
        }
        return cells(row);
    }

    /** Of settings that draw: their images, then these by category. */
    private static List<String> drawings(List<Summary> summaries) {
        List<Summary> drawing = summaries.stream()
                .filter(summary -> summary.drawings().isPresent())
                .toList();
        if (drawing.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of(
                "| setting | generation | gain | against " + drawing.get(0).setting()
                        + " | knowledge | gain | editing | gain | understanding gain |",
                "|---|---|---|---|---|---|---|---|---|"));
        for (Summary summary : drawing) {
            DrawnSummary drawn = summary.drawings().orElseThrow();
            lines.add(cells(List.of(
                    summary.setting(),
                    drawn.after().text(3),
                    drawn.gain().text(3),
                    signed(summary.drawnDifference()),
                    drawn.knowledge().text(3),
                    drawn.knowledgeGain().text(3),
                    drawn.editing().text(3),
                    drawn.editingGain().text(3),
                    summary.gain().text(3))));
        }
        lines.add("");
        lines.addAll(
                categories(drawing, summary -> summary.drawings().orElseThrow().categories()));
        lines.add("");
        if (drawing.stream()
                .anyMatch(summary -> !summary.drawings().orElseThrow().edits().isEmpty())) {
            lines.addAll(categories(
                    drawing, summary -> summary.drawings().orElseThrow().edits()));
            lines.add("");
            lines.add("What they have risen by:");
            lines.add("");
            lines.addAll(categories(
                    drawing, summary -> summary.drawings().orElseThrow().editGains()));
            lines.add("");
        }
        return lines;
    }

    private static List<String> categories(
            List<Summary> summaries, Function<Summary, SortedMap<String, Interval>> figures) {
        TreeSet<String> names = summaries.stream()
                .flatMap(summary -> figures.apply(summary).keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> lines = new ArrayList<>();
        lines.add("| setting | " + String.join(" | ", names) + " |");
        lines.add("|---" + "|---".repeat(names.size()) + "|");
        for (Summary summary : summaries) {
            List<String> cells = new ArrayList<>(List.of(summary.setting()));
            for (String name : names) {
                Interval interval = figures.apply(summary).get(name);
                cells.add(interval == null ? "–" : interval.text(2));
            }
            lines.add(cells(cells));
        }
        return lines;
    }

    /** Which tokens settings amplify, by name of the setting. */
    public static List<String> tokens(Map<String, TokenCounts> counts) {
        List<String> lines = new ArrayList<>();
        lines.add("| setting | amplified | precision | base rate | recall | right about the scene |");
        lines.add("|---|---|---|---|---|---|");
        counts.forEach((setting, count) -> lines.add(cells(List.of(
                setting,
                fraction(count.amplifiedShare()),
                fraction(count.precision()),
                fraction(count.baseRate()),
                fraction(count.recall()),
                fraction(count.truth())))));
        return lines;
    }

    private static String signed(Optional<Interval> difference) {
        return difference
                .map(interval -> (interval.mean() < 0 ? "" : "+") + interval.text(3))
                .orElse("–");
    }

    private static String fraction(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String cells(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
