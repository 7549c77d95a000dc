package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures by name, growing. Not thread-safe.
 *
 * <p>A name that is not known gets one figure more, up to {@value #MOST_NAMES}; what comes then under new names is
 * counted as {@value #OTHER}, so that a source of ever new names fills no memory.
 */
final class Figures {

    static final int MOST_NAMES = 500;
    static final String OTHER = "other";

    private final Map<String, MetricFigure> byName;

    private Figures(Map<String, MetricFigure> byName) {
        this.byName = byName;
    }

    static Figures empty() {
        return new Figures(new TreeMap<>());
    }

    /** Counts a value, which is finite; others are left out. */
    void add(String name, double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        add(name, new MetricFigure(1L, value, value, value));
    }

    /** Adds up what other figures hold. */
    void addAll(Figures others) {
        others.byName.forEach(this::add);
    }

    private void add(String name, MetricFigure figure) {
        String under = byName.containsKey(name) || byName.size() < MOST_NAMES ? name : OTHER;
        byName.merge(under, figure, Figures::plus);
    }

    private static MetricFigure plus(MetricFigure one, MetricFigure other) {
        return new MetricFigure(
                one.getCount() + other.getCount(),
                one.getSum() + other.getSum(),
                Math.min(one.getMin(), other.getMin()),
                Math.max(one.getMax(), other.getMax()));
    }

    /** Sum of the values under a name; 0 where there are none. */
    double sum(String name) {
        MetricFigure figure = byName.get(name);
        return figure == null ? 0 : figure.getSum();
    }

    /** Sum of the values under all names that begin so. */
    double sumOf(String prefix) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToDouble(entry -> entry.getValue().getSum())
                .sum();
    }

    /** As a record; a length of zero means since the run began. */
    MetricWindow record(RunId run, int part, Instant start, Duration length) {
        return new MetricWindow(run.value(), part, start, Math.toIntExact(length.toMillis()), new TreeMap<>(byName));
    }

    static Figures of(MetricWindow window) {
        return new Figures(new TreeMap<>(window.getFigures()));
    }

    static byte[] encode(MetricWindow window) {
        try {
            ByteBuffer bytes = window.toByteBuffer();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException("a window of metrics cannot be written", e);
        }
    }

    static MetricWindow decode(byte[] bytes) {
        try {
            return MetricWindow.fromByteBuffer(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("a window of metrics in the store cannot be read", e);
        }
    }
}
