package dev.millrace.streams.topology;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** The entries of a map as a store gives them. Belongs to one task; the map must not change while it is read. */
final class MapIterator<K, V> implements KeyValueIterator<K, V> {

    private final Iterator<Map.Entry<K, V>> entries;
    private @Nullable KeyValue<K, V> ahead;

    MapIterator(Iterator<Map.Entry<K, V>> entries) {
        this.entries = entries;
    }

    @Override
    public boolean hasNext() {
        return ahead != null || entries.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
        KeyValue<K, V> next = look();
        ahead = null;
        return next;
    }

    @Override
    public K peekNextKey() {
        return look().key;
    }

    private KeyValue<K, V> look() {
        KeyValue<K, V> next = ahead;
        if (next == null) {
            if (!entries.hasNext()) {
                throw new NoSuchElementException();
            }
            Map.Entry<K, V> entry = entries.next();
            next = KeyValue.pair(entry.getKey(), entry.getValue());
            ahead = next;
        }
        return next;
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
