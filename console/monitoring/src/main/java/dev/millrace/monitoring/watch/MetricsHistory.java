package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.streams.metrics.FigureNames;
import dev.millrace.streams.metrics.MetricsTopology;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** A window, and where its record lies. */
    private record Placed(MetricWindow window, RecordPlace place) {}

    private final Map<Integer, Placed> totals = new TreeMap<>();
    private final NavigableMap<Long, Map<Integer, Placed>> windows = new TreeMap<>();

    void add(MetricWindow window, RecordPlace place) {
        if (window.getLengthMs() == 0) {
            totals.put(window.getPart(), new Placed(window, place));
            return;
        }
        windows.computeIfAbsent(window.getStart().toEpochMilli(), start -> new HashMap<>())
                .put(window.getPart(), new Placed(window, place));
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
                .forEach(placed -> merge(sum, placed.window().getFigures())));
        return sum;
    }

    /** The windows in order, each as the begin of its time and its figures; neighbours are added up to fit. */
    NavigableMap<Long, Map<String, MetricFigure>> series(int most) {
        int together = Math.max(1, (windows.size() + most - 1) / most);
        NavigableMap<Long, Map<String, MetricFigure>> series = new TreeMap<>();
        int i = 0;
        Map<String, MetricFigure> sum = new TreeMap<>();
        for (Map.Entry<Long, Map<Integer, Placed>> entry : windows.entrySet()) {
            if (i++ % together == 0) {
                sum = new TreeMap<>();
                series.put(entry.getKey(), sum);
            }
            for (Placed part : entry.getValue().values()) {
                merge(sum, part.window().getFigures());
            }
        }
        return series;
    }

    /** Figures in the totals of each part, by where its record lies; see {@link #windowsOf} for the name. */
    Map<RecordPlace, Map<String, MetricFigure>> totalsOf(String name) {
        return figures(name, totals.values());
    }

    /**
     * Figures in the windows that begin from one time to before another, by where their records lie.
     *
     * @param name of one, or the begin of the names of a family, which ends with a slash
     */
    Map<RecordPlace, Map<String, MetricFigure>> windowsOf(String name, long from, long to) {
        return figures(
                name,
                windows.subMap(from, to).values().stream()
                        .flatMap(parts -> parts.values().stream())
                        .toList());
    }

    private static Map<RecordPlace, Map<String, MetricFigure>> figures(String name, Iterable<Placed> among) {
        Map<RecordPlace, Map<String, MetricFigure>> found = new LinkedHashMap<>();
        among.forEach(placed -> {
            Map<String, MetricFigure> matching = new TreeMap<>();
            placed.window().getFigures().forEach((written, figure) -> {
                String present = FigureNames.present(written);
                if (present.equals(name) || (name.endsWith("/") && present.startsWith(name))) {
                    matching.put(present, figure);
                }
            });
            if (!matching.isEmpty()) {
                found.put(placed.place(), matching);
            }
        });
        return found;
    }

    /** By the begin of a window, who published in it and which record says so. */
    NavigableMap<Instant, Map<String, RecordPlace>> workers() {
        NavigableMap<Instant, Map<String, RecordPlace>> found = new TreeMap<>();
        windows.forEach((start, parts) -> {
            Map<String, RecordPlace> workers = new TreeMap<>();
            parts.values().forEach(placed -> placed.window().getFigures().keySet().stream()
                    .filter(name -> name.startsWith(FigureNames.WORKER))
                    .forEach(name -> workers.put(name.substring(FigureNames.WORKER.length()), placed.place())));
            found.put(Instant.ofEpochMilli(start), workers);
        });
        return found;
    }

    private static Map<String, MetricFigure> sum(Iterable<Placed> parts) {
        Map<String, MetricFigure> sum = new TreeMap<>();
        parts.forEach(part -> merge(sum, part.window().getFigures()));
        return sum;
    }

    private static void merge(Map<String, MetricFigure> into, Map<String, MetricFigure> figures) {
        figures.forEach((name, figure) -> into.merge(
                FigureNames.present(name),
                figure,
                (a, b) -> new MetricFigure(
                        a.getCount() + b.getCount(),
                        a.getSum() + b.getSum(),
                        Math.min(a.getMin(), b.getMin()),
                        Math.max(a.getMax(), b.getMax()))));
    }
}
