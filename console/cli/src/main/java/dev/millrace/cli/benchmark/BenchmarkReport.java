package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.policy.dataset.DatasetEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy came to in a benchmark.
 *
 * @param benchmark that was taken
 * @param rows of its file
 * @param judge what judged: a rule, a scorer; empty where nobody did here
 * @param categories means of what was judged, by category
 * @param unjudged answers or images of which nobody could say what they are worth
 * @param note what was written, and what judges that
 */
public record BenchmarkReport(
        Benchmark benchmark, int rows, String judge, SortedMap<String, Mean> categories, int unjudged, String note) {

    public BenchmarkReport {
        categories = Collections.unmodifiableSortedMap(new TreeMap<>(categories));
    }

    /** Collects verdicts, in any order. */
    static SortedMap<String, Mean> means(List<DatasetEntry> rows, List<BenchmarkVerdict> verdicts) {
        TreeMap<String, Mean> means = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            String category = rows.get(i).category().orElse(Evaluation.OTHER);
            verdicts.get(i).value().ifPresent(value -> means.merge(category, new Mean(value, 1), Mean::plus));
        }
        return means;
    }

    /** From 0 to 1; not a number where nothing was judged. */
    public double overall() {
        return benchmark.countsCategories()
                ? categories.values().stream()
                        .mapToDouble(Mean::value)
                        .average()
                        .orElse(Double.NaN)
                : all().value();
    }

    private Mean all() {
        return categories.values().stream().reduce(Mean.NONE, Mean::plus);
    }

    /** Whether somebody was to judge, and could say nothing of any row. */
    public boolean isUnjudged() {
        return !judge.isEmpty() && all().count() == 0;
    }

    /** A table for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!judge.isEmpty()) {
            lines.add(String.format(Locale.ROOT, "%-36s %8s %8s", "by " + judge, "value", "judged"));
            categories.forEach((category, mean) -> lines.add(line(category, mean.value(), mean.count())));
            lines.add(line(benchmark.countsCategories() ? "mean of categories" : "overall", overall(), all().count()));
        }
        if (unjudged > 0) {
            lines.add(unjudged + " of " + rows + " could not be judged and do not count; verdicts.jsonl says why");
        }
        if (!note.isEmpty()) {
            lines.add(note);
        }
        return lines;
    }

    private static String line(String name, double value, int count) {
        return String.format(Locale.ROOT, "%-36s %8s %8d", name, number(value), count);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** The same for a program; what nobody judged is null. */
    public ObjectNode json() {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("benchmark", benchmark.label());
        root.put("rows", rows);
        root.put("judge", judge.isEmpty() ? null : judge);
        root.put("judged", all().count());
        root.put("unjudged", unjudged);
        root.put("overall", Double.isNaN(overall()) ? null : (Double) overall());
        ObjectNode means = root.putObject("categories");
        categories.forEach((category, mean) -> means.put(category, mean.value()));
        root.put("note", note);
        return root;
    }
}
