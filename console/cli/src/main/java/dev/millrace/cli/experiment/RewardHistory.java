package dev.millrace.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scores of a run over its time, from its {@code metrics.jsonl}. */
final class RewardHistory {

    private static final Pattern MEAN = Pattern.compile("rewards/([^/]+)/mean");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private RewardHistory() {}

    /**
     * The mean score by scorer in each of {@code parts} parts of the run. A part in which a scorer was not heard has the
     * mean of the part before, the first one 0.
     */
    static SortedMap<String, List<Double>> of(Path metrics, int steps, int parts) {
        SortedMap<String, double[][]> sums = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(metrics)) {
                JsonNode step = JSON.readTree(line);
                int part = Math.min(parts - 1, (step.get("step").intValue() - 1) * parts / steps);
                for (Map.Entry<String, JsonNode> metric : step.get("metrics").properties()) {
                    Matcher mean = MEAN.matcher(metric.getKey());
                    if (mean.matches()) {
                        double[] sum = sums.computeIfAbsent(mean.group(1), scorer -> new double[parts][2])[part];
                        sum[0] += metric.getValue().doubleValue();
                        sum[1]++;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + metrics, e);
        }
        SortedMap<String, List<Double>> means = new TreeMap<>();
        sums.forEach((scorer, sum) -> {
            List<Double> history = new ArrayList<>();
            double last = 0;
            for (double[] part : sum) {
                last = part[1] == 0 ? last : part[0] / part[1];
                history.add(last);
            }
            means.put(scorer, history);
        });
        return means;
    }
}
