package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.streams.metrics.MetricsTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The windows and totals of one run, the newest record of each, its parts added up. Not thread-safe.
 *
 * <p>It holds {@value #MOST_WINDOWS} windows of each part at most, the newest.
 */
final class MetricsHistory {

    /** A day of windows of five seconds. */
    static final int MOST_WINDOWS = 17_280;

    private final Map<Integer, MetricWindow> totals = new HashMap<>();
    private final NavigableMap<Long, Map<Integer, MetricWindow>> windows = new TreeMap<>();

    void add(MetricWindow window) {
        if (window.getLengthMs() == 0) {
            totals.put(window.getPart(), window);
            return;
        }
        windows.computeIfAbsent(window.getStart().toEpochMilli(), start -> new HashMap<>())
                .put(window.getPart(), window);
        if (windows.size() > MOST_WINDOWS) {
            windows.pollFirstEntry();
        }
    }

    boolean isEmpty() {
        return totals.isEmpty();
    }

    /** Since the run began, by name. */
    Map<String, MetricFigure> totals() {
        return sum(totals.values());
    }

    /**
     * What came in the time before {@code now}, whole windows only, by name; the one that is under way would look slow.
     *
     * @param span whole windows
     */
    Map<String, MetricFigure> recent(Instant now, Duration span) {
        long length = MetricsTopology.WINDOW.toMillis();
        long end = Math.floorDiv(now.toEpochMilli(), length) * length;
        Map<String, MetricFigure> sum = new TreeMap<>();
        windows.subMap(end - span.toMillis(), end).values().forEach(parts -> parts.values()
                .forEach(window -> merge(sum, window.getFigures())));
        return sum;
    }

    /** The windows in order, each as the begin of its time and its figures; neighbours are added up to fit. */
    NavigableMap<Long, Map<String, MetricFigure>> series(int most) {
        int together = Math.max(1, (windows.size() + most - 1) / most);
        NavigableMap<Long, Map<String, MetricFigure>> series = new TreeMap<>();
        int i = 0;
        Map<String, MetricFigure> sum = new TreeMap<>();
        for (Map.Entry<Long, Map<Integer, MetricWindow>> entry : windows.entrySet()) {
            if (i++ % together == 0) {
                sum = new TreeMap<>();
                series.put(entry.getKey(), sum);
            }
            for (MetricWindow part : entry.getValue().values()) {
                merge(sum, part.getFigures());
            }
        }
        return series;
    }

    private static Map<String, MetricFigure> sum(Iterable<MetricWindow> parts) {
        Map<String, MetricFigure> sum = new TreeMap<>();
        parts.forEach(part -> merge(sum, part.getFigures()));
        return sum;
    }

    private static void merge(Map<String, MetricFigure> into, Map<String, MetricFigure> figures) {
        figures.forEach((name, figure) -> into.merge(
                name,
                figure,
                (a, b) -> new MetricFigure(
                        a.getCount() + b.getCount(),
                        a.getSum() + b.getSum(),
                        Math.min(a.getMin(), b.getMin()),
                        Math.max(a.getMax(), b.getMax()))));
    }
}
