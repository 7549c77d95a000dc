package dev.millrace.monitoring.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.watch.StepRow;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * A step as a line of {@code metrics.jsonl}: {@code {"step", "at", "skipped", "metrics": {name: number}}}; where the run was
 * rewound before, with its {@code version} and {@code lineage}. Pure.
 */
public final class StepLine {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StepLine() {}

    static String of(StepRow row) {
        ObjectNode line = JSON.createObjectNode();
        line.put("step", row.step()).put("at", row.at().toString()).put("skipped", row.skipped());
        if (row.lineage() > 0) {
            line.put("version", row.version()).put("lineage", row.lineage());
        }
        ObjectNode metrics = line.putObject("metrics");
        new TreeMap<>(row.metrics()).forEach(metrics::put);
        return line.toString();
    }

    /** @throws IllegalArgumentException if the line is none of ours */
    public static StepRow parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            Map<String, Double> metrics = new TreeMap<>();
            node.path("metrics")
                    .properties()
                    .forEach(metric ->
                            metrics.put(metric.getKey(), metric.getValue().asDouble()));
            int step = node.required("step").asInt();
            return new StepRow(
                    step,
                    node.path("version").asInt(step),
                    node.path("lineage").asInt(),
                    Instant.parse(node.required("at").asText()),
                    node.path("skipped").asBoolean(),
                    metrics);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new IllegalArgumentException("not a line of metrics: " + e.getMessage(), e);
        }
    }
}
