package dev.millrace.schemas.servers;

import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.id.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one worker says of its servers at one moment. On the topic of metrics it is a window whose part is {@value #PART}, which no
 * partition has, and whose figures are named {@code servers/WORKER/SERVER/FIGURE}. A newer one replaces it.
 *
 * @param worker its id
 * @param figures by {@code SERVER/FIGURE}
 */
public record ServerReport(String worker, Instant at, Map<String, Double> figures) {

    /** How the names of the figures of servers begin. */
    public static final String PREFIX = "servers/";

    /** What stands in the place of a partition. */
    public static final int PART = -1;

    public ServerReport {
        figures = Map.copyOf(figures);
    }

    /** Whether a record is such a report, and counts nothing of the run. */
    public static boolean is(MetricWindow window) {
        return window.getPart() == PART;
    }

    /** The report of a worker's figures, by the names of its metrics; empty if it samples at no server. */
    public static Optional<ServerReport> of(String worker, Instant at, Map<String, Double> metrics) {
        Map<String, Double> figures = new TreeMap<>();
        metrics.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                figures.put(name.substring(PREFIX.length()), value);
            }
        });
        return figures.isEmpty() ? Optional.empty() : Optional.of(new ServerReport(worker, at, figures));
    }

    /** The report that a record is; empty if it holds none that is understood. */
    public static Optional<ServerReport> read(MetricWindow window) {
        Map<String, Double> figures = new TreeMap<>();
        String worker = "";
        for (Map.Entry<String, MetricFigure> figure : window.getFigures().entrySet()) {
            String[] parts = figure.getKey().split("/", 3);
            if (parts.length == 3 && figure.getKey().startsWith(PREFIX)) {
                worker = parts[1];
                figures.put(parts[2], figure.getValue().getMax());
            }
        }
        return figures.isEmpty() ? Optional.empty() : Optional.of(new ServerReport(worker, window.getStart(), figures));
    }

    /** The key of its record. */
    public String key(RunId run) {
        return run + "/" + PREFIX + worker;
    }

    /**
     * Its record.
     *
     * @param lengthMs until the next one is due
     */
    public MetricWindow record(RunId run, int lengthMs) {
        Map<String, MetricFigure> named = new TreeMap<>();
        figures.forEach(
                (name, value) -> named.put(PREFIX + worker + "/" + name, new MetricFigure(1L, value, value, value)));
        return MetricWindow.newBuilder()
                .setRunId(run.value())
                .setPart(PART)
                .setStart(at.truncatedTo(ChronoUnit.MILLIS))
                .setLengthMs(lengthMs)
                .setFigures(named)
                .build();
    }
}
