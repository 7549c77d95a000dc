package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.assembly.ClosedBatchCodec;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.StateCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The closed groups that are remembered. All that closed between two commits is one record, under the time at which it is
 * forgotten: a group alone is worth less than what a record of it costs.
 *
 * <p>They are written before a commit, as {@link HeldStore} says. An entry without a value is of a version that wrote each
 * group by itself, into another store. Belongs to one task.
 */
final class ClosedGroups extends HeldStore<Bytes, byte[]> {

    /** Most bytes of one record, far below what a topic takes. */
    private static final int MOST_BYTES = 256 * 1024;

    private final KeyValueStore<Bytes, byte[]> written;
    private final Duration retention;
    private final StateCodec<Map<GroupId, ClosedGroup>> codec = new ClosedBatchCodec();
    private final Map<GroupId, ClosedGroup> unwritten = new LinkedHashMap<>();

    /** What {@link #written} holds is read at the first access, when it is restored. */
    private @Nullable Map<GroupId, ClosedGroup> remembered;

    /**
     * @param written takes what closed, and has a changelog and no cache
     * @param retention how long a group is remembered
     * @param joint those of the thread that asks
     */
    ClosedGroups(KeyValueStore<Bytes, byte[]> written, Duration retention, Supplier<JointWrites> joint) {
        super(written, () -> {}, joint);
        this.written = written;
        this.retention = retention;
    }

    private Map<GroupId, ClosedGroup> remembered() {
        Map<GroupId, ClosedGroup> held = remembered;
        if (held == null) {
            held = new HashMap<>();
            try (KeyValueIterator<Bytes, byte[]> all = written.all()) {
                while (all.hasNext()) {
                    for (Map.Entry<GroupId, ClosedGroup> group :
                            groups(all.next().value).entrySet()) {
                        held.merge(group.getKey(), group.getValue(), ClosedGroup::or);
                    }
                }
            }
            remembered = held;
            join();
        }
        return held;
    }

    private Map<GroupId, ClosedGroup> groups(byte[] value) {
        return value.length == 0 ? Map.of() : codec.decode(value);
    }

    @Nullable
    ClosedGroup get(GroupId id) {
        return remembered().get(id);
    }

    void remember(GroupId id, ClosedGroup group) {
        remembered().put(id, group);
        unwritten.put(id, group);
    }

    /**
     * Forgets groups whose time is over.
     *
     * @param limit of records that are deleted
     * @return those of which an older version says where their time ends, and that it holds elsewhere
     */
    List<GroupId> forgetExpired(Instant now, int limit) {
        List<KeyValue<Bytes, byte[]>> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries = written.range(TimeOrderedKey.FIRST, TimeOrderedKey.after(now))) {
            while (due.size() < limit && entries.hasNext()) {
                due.add(entries.next());
            }
        }
        List<GroupId> elsewhere = new ArrayList<>();
        for (KeyValue<Bytes, byte[]> entry : due) {
            written.delete(entry.key);
            // A group of which more became known later stands in a later record too, and is forgotten with that.
            groups(entry.value).forEach((id, group) -> remembered().remove(id, group));
            if (entry.value.length == 0) {
                elsewhere.add(TimeOrderedKey.of(entry.key).group());
            }
        }
        return elsewhere;
    }

    @Override
    void write() {
        Map<GroupId, ClosedGroup> batch = new LinkedHashMap<>();
        int bytes = 0;
        for (Map.Entry<GroupId, ClosedGroup> group : unwritten.entrySet()) {
            bytes += ClosedBatchCodec.mostBytes(group.getKey(), group.getValue());
            batch.put(group.getKey(), group.getValue());
            if (bytes > MOST_BYTES) {
                write(batch);
                batch.clear();
                bytes = 0;
            }
        }
        if (!batch.isEmpty()) {
            write(batch);
        }
        unwritten.clear();
    }

    private void write(Map<GroupId, ClosedGroup> batch) {
        Instant latest = Instant.EPOCH;
        for (ClosedGroup group : batch.values()) {
            latest = group.closedAt().isAfter(latest) ? group.closedAt() : latest;
        }
        TimeOrderedKey key = new TimeOrderedKey(
                latest.plus(retention), batch.keySet().iterator().next());
        while (written.get(key.bytes()) != null) { // of the same group, of which more is known now
            key = new TimeOrderedKey(key.time().plusMillis(1), key.group());
        }
        written.put(key.bytes(), codec.encode(batch));
    }

    @Override
    void forget() {
        remembered = null;
        unwritten.clear();
    }

    /** What is written, for tests. */
    KeyValueStore<Bytes, byte[]> written() {
        return written;
    }
}
