package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.id.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The totals and the windows of one part. Every change is in the store at once, so that it is committed with the
 * record it comes from; what was read stays decoded beside it.
 *
 * <p>A record that is older than the windows that are still kept counts in the oldest of them: a window that was given
 * up can not be begun anew, its record would replace the whole one.
 */
final class WindowStore {

    /** Windows that still take records. */
    static final int KEPT = 120;

    private static final long TOTAL = Long.MIN_VALUE;

    private final KeyValueStore<Long, byte[]> store;
    private final RunId run;
    private final int part;
    private final Map<Long, Figures> decoded = new HashMap<>();
    private final TreeSet<Long> starts = new TreeSet<>();
    private final TreeSet<Long> changed = new TreeSet<>();

    WindowStore(KeyValueStore<Long, byte[]> store, RunId run, int part) {
        this.store = store;
        this.run = run;
        this.part = part;
        try (KeyValueIterator<Long, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<Long, byte[]> entry = all.next();
                decoded.put(entry.key, Figures.of(Figures.decode(entry.value)));
                if (entry.key != TOTAL) {
                    starts.add(entry.key);
                }
            }
        }
    }

    Figures totals() {
        return decoded.computeIfAbsent(TOTAL, key -> Figures.empty());
    }

    /** Changes the totals and the window of {@code time}. */
    void change(Instant time, Consumer<Figures> change) {
        long length = MetricsTopology.WINDOW.toMillis();
        long start = Math.floorDiv(time.toEpochMilli(), length) * length;
        if (starts.size() >= KEPT && start < starts.first()) {
            start = starts.first();
        }
        starts.add(start);
        apply(start, change);
        apply(TOTAL, change);
        while (starts.size() > KEPT && !changed.contains(starts.first())) {
            forget(starts.first());
        }
    }

    private void apply(long key, Consumer<Figures> change) {
        Figures figures = decoded.computeIfAbsent(key, ignored -> Figures.empty());
        change.accept(figures);
        store.put(key, Figures.encode(record(key, figures)));
        changed.add(key);
    }

    private void forget(long start) {
        starts.remove(start);
        decoded.remove(start);
        store.delete(start);
    }

    /** What changed since the last call, the totals first; records by their key. */
    List<KeyValue<String, MetricWindow>> drain() {
        List<KeyValue<String, MetricWindow>> records = new ArrayList<>(changed.size());
        for (long key : changed) {
            String name = key == TOTAL ? "total" : String.valueOf(key);
            Figures figures = decoded.get(key);
            if (figures != null) {
                records.add(KeyValue.pair(run + "/" + part + "/" + name, record(key, figures)));
            }
        }
        changed.clear();
        return records;
    }

    /** After a restart nobody knows what was drained and not yet sent: all of it once more does no harm. */
    void markAllChanged() {
        changed.addAll(decoded.keySet());
    }

    private MetricWindow record(long key, Figures figures) {
        return key == TOTAL
                ? figures.record(run, part, Instant.EPOCH, Duration.ZERO)
                : figures.record(run, part, Instant.ofEpochMilli(key), MetricsTopology.WINDOW);
    }
}
