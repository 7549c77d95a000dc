package dev.millrace.console.page;

import dev.millrace.console.watch.StepRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes a long history short enough for a chart: neighbours become one row with the means of their metrics. Pure. */
final class StepBuckets {

    private StepBuckets() {}

    /** @param most rows, at least 1 */
    static List<StepRow> of(List<StepRow> rows, int most) {
        if (rows.size() <= most) {
            return rows;
        }
        int together = (rows.size() + most - 1) / most;
        List<StepRow> buckets = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += together) {
            buckets.add(mean(rows.subList(from, Math.min(rows.size(), from + together))));
        }
        return buckets;
    }

    /** Numbered and dated as the last of them. */
    private static StepRow mean(List<StepRow> rows) {
        Map<String, double[]> sums = new TreeMap<>();
        boolean skipped = false;
        for (StepRow row : rows) {
            skipped |= row.skipped();
            row.metrics().forEach((name, value) -> {
                double[] sum = sums.computeIfAbsent(name, any -> new double[2]);
                sum[0] += value;
                sum[1]++;
            });
        }
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
        StepRow last = rows.get(rows.size() - 1);
        return new StepRow(last.step(), last.at(), skipped, means);
    }
}
