package dev.millrace.streams.topology;

import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that keeps its values as they are, and writes what changed once: before a commit. What came and went between two
 * commits is never encoded and leaves no trace in the changelog.
 *
 * <p>Values must not change once they are put. All entries are held, so it is for stores that are small. Belongs to one task.
 */
final class WriteBehindStore<K extends Comparable<K>, V> extends HeldStore<K, V> implements KeyValueStore<K, V> {

    private final KeyValueStore<K, V> written;

    /** What {@link #written} holds is read at the first access, when it is restored. */
    private @Nullable NavigableMap<K, V> entries;

    private final Set<K> changed = new HashSet<>();
    private final Set<K> stored = new HashSet<>();

    /**
     * @param written takes what changed, and has a changelog and no cache
     * @param committing is told that a commit begins
     * @param joint those of the thread that asks
     */
    WriteBehindStore(KeyValueStore<K, V> written, Runnable committing, Supplier<JointWrites> joint) {
        super(written, committing, joint);
        this.written = written;
    }

    private NavigableMap<K, V> entries() {
        NavigableMap<K, V> held = entries;
        if (held == null) {
            held = new TreeMap<>();
            try (KeyValueIterator<K, V> all = written.all()) {
                while (all.hasNext()) {
                    KeyValue<K, V> entry = all.next();
                    held.put(entry.key, entry.value);
                    stored.add(entry.key);
                }
            }
            entries = held;
            join();
        }
        return held;
    }

    @Override
    void write() {
        for (K key : changed) {
            V value = entries().get(key);
            written.put(key, value);
            if (value == null) {
                stored.remove(key);
            } else {
                stored.add(key);
            }
        }
        changed.clear();
    }

    @Override
    void forget() {
        entries = null;
        changed.clear();
        stored.clear();
    }

    @Override
    public void put(K key, @Nullable V value) {
        if (value == null) {
            delete(key);
            return;
        }
        entries().put(key, value);
        changed.add(key);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        V before = get(key);
        if (before == null) {
            put(key, value);
        }
        return before;
    }

    @Override
    public void putAll(List<KeyValue<K, V>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public @Nullable V delete(K key) {
        V before = entries().remove(key);
        if (stored.contains(key)) {
            changed.add(key);
        } else {
            changed.remove(key);
        }
        return before;
    }

    @Override
    public @Nullable V get(K key) {
        return entries().get(key);
    }

    @Override
    public KeyValueIterator<K, V> range(K from, K to) {
        return new MapIterator<>(
                entries().subMap(from, true, to, true).entrySet().iterator());
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return new MapIterator<>(entries().entrySet().iterator());
    }

    @Override
    public long approximateNumEntries() {
        return entries().size();
    }
}
