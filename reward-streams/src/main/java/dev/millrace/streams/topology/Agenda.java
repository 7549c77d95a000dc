package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Groups in the order of a time, over a store whose values say nothing. Belongs to one task. */
final class Agenda {

    private static final byte[] NOTHING = {};

    private final KeyValueStore<Bytes, byte[]> store;

    Agenda(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void add(Instant time, GroupId group) {
        store.put(new TimeOrderedKey(time, group).bytes(), NOTHING);
    }

    void remove(Instant time, GroupId group) {
        store.delete(new TimeOrderedKey(time, group).bytes());
    }

    /** The first entries that are due at {@code now}, at most {@code limit}. Reads nothing that is not due. */
    List<TimeOrderedKey> due(Instant now, int limit) {
        List<TimeOrderedKey> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(TimeOrderedKey.FIRST, TimeOrderedKey.after(now))) {
            while (due.size() < limit && entries.hasNext()) {
                due.add(TimeOrderedKey.of(entries.next().key));
            }
        }
        return due;
    }

    /** The first entry of all. */
    Optional<TimeOrderedKey> first() {
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            return entries.hasNext() ? Optional.of(TimeOrderedKey.of(entries.next().key)) : Optional.empty();
        }
    }

    /** Number of entries: reads them all, for the start of a task only. */
    int count() {
        int count = 0;
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                entries.next();
                count++;
            }
        }
        return count;
    }
}
