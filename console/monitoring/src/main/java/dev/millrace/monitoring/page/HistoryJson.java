package dev.millrace.monitoring.page;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.streams.metrics.FigureNames;
import dev.millrace.streams.metrics.MetricsTopology;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Windows as columns: time, rates per second, and means. Pure. */
final class HistoryJson {

    private final ObjectMapper json;

    HistoryJson(ObjectMapper json) {
        this.json = json;
    }

    ObjectNode windows(NavigableMap<Long, Map<String, MetricFigure>> series) {
        ObjectNode node = json.createObjectNode();
        ArrayNode at = node.putArray("at");
        ArrayNode published = node.putArray("published");
        ArrayNode tokens = node.putArray("tokens");
        ArrayNode age = node.putArray("group_age_ms");
        ObjectNode accuracy = node.putObject("accuracy");
        SortedSet<String> categories = new TreeSet<>();
        series.values().forEach(figures -> figures.keySet().stream()
                .filter(name -> name.startsWith(FigureNames.CATEGORY))
                .forEach(name -> categories.add(name.substring(FigureNames.CATEGORY.length()))));
        categories.forEach(accuracy::putArray);
        double seconds = seconds(series);
        series.forEach((start, figures) -> {
            at.add(start);
            MetricFigure trajectories = figures.get(FigureNames.PUBLISHED);
            published.add(trajectories == null ? 0 : trajectories.getCount() / seconds);
            MetricFigure length = figures.get(FigureNames.TOKENS);
            tokens.add(length == null ? 0 : length.getSum() / seconds);
            mean(age, figures.get(FigureNames.GROUP_AGE));
            for (String category : categories) {
                mean((ArrayNode) accuracy.path(category), figures.get(FigureNames.CATEGORY + category));
            }
        });
        return node;
    }

    /** Windows that were added up are as long as the time to the next one. */
    private static double seconds(NavigableMap<Long, ?> series) {
        double window = MetricsTopology.WINDOW.toMillis() / 1000.0;
        if (series.size() < 2) {
            return window;
        }
        double mean = (series.lastKey() - series.firstKey()) / 1000.0 / (series.size() - 1);
        return Math.max(window, mean);
    }

    private static void mean(ArrayNode column, @Nullable MetricFigure figure) {
        if (figure == null || figure.getCount() == 0) {
            column.addNull();
        } else {
            column.add(figure.getSum() / figure.getCount());
        }
    }
}
