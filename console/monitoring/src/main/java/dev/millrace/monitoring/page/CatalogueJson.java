package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.metrics.MetricWords;
import dev.millrace.monitoring.metrics.MetricWords.Metric;
import dev.millrace.monitoring.metrics.MetricWords.Section;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every metric with its sentence: those that a run has recorded by their own names, the others by the name in the catalogue,
 * so that a reader sees what there could be. Pure.
 */
final class CatalogueJson {

    private static final String UNDESCRIBED = "Not described";

    private final ObjectMapper json;

    CatalogueJson(ObjectMapper json) {
        this.json = json;
    }

    /** @param recorded names of the metrics of steps */
    ArrayNode of(Collection<String> recorded) {
        ArrayNode all = json.createArrayNode();
        SortedSet<String> left = new TreeSet<>(recorded);
        for (Section section : MetricWords.all()) {
            for (Metric metric : section.metrics()) {
                List<String> own = left.stream().filter(metric::isNameOf).toList();
                left.removeAll(own);
                own.forEach(name -> metric(all, section.title(), name, metric, true));
                if (own.isEmpty()) {
                    metric(all, section.title(), metric.name(), metric, false);
                }
            }
        }
        for (String name : left) {
            all.addObject()
                    .put("name", name)
                    .put("section", UNDESCRIBED)
                    .put("words", "")
                    .put("from", "")
                    .put("recorded", true);
        }
        return all;
    }

    private static void metric(ArrayNode all, String section, String name, Metric metric, boolean isRecorded) {
        ObjectNode node = all.addObject();
        node.put("name", name).put("section", section);
        node.put("words", metric.words()).put("from", metric.from());
        node.put("prometheus", metric.inPrometheus()).put("recorded", isRecorded);
    }
}
