package dev.millrace.cli.docs;

import dev.millrace.monitoring.metrics.MetricWords;
import java.util.ArrayList;
import java.util.List;

/** All metrics as a page in Markdown. */
final class MetricsPage {

    private MetricsPage() {}

    static String text() {
        List<String> lines = new ArrayList<>(
                List.of(
                        "# Metrics",
                        "",
                        "What a run tells of itself, in the words of the code. A step's metrics stand on the topic `training-steps`, in",
                        "`metrics.jsonl` and in the files for TensorBoard, under their names; the page draws them. Every role tells its own to",
                        "Prometheus at the address that it prints; a part in capitals is a label there. `page` tells what it has read of the",
                        "whole run. Beside them stand those of the JVM (`jvm_…`, `process_…`) and of the Kafka clients (`kafka_…`)."));
        for (MetricWords.Section section : MetricWords.all()) {
            lines.addAll(List.of(
                    "",
                    "## " + section.title(),
                    "",
                    "| name | in Prometheus | told by | what it is |",
                    "|---|---|---|---|"));
            section.metrics()
                    .forEach(metric -> lines.add("| `" + metric.name() + "` | `" + metric.inPrometheus() + "` | "
                            + metric.from() + " | " + metric.words() + " |"));
        }
        return String.join("\n", lines) + "\n";
    }
}
