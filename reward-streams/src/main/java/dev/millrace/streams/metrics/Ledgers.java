package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Rewind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ledgers of one part. That of a group whose trajectories all have an end is kept for a while, so that a second end
 * is still seen, and as long as a rewind may take an end back, and then forgotten; that of any other group is kept.
 */
final class Ledgers {

    /** How long a group that is done is remembered. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private static final int MOST_PER_TICK = 1_000;

    private final KeyValueStore<String, byte[]> ledgers;
    private final KeyValueStore<Bytes, byte[]> expiries;

    Ledgers(KeyValueStore<String, byte[]> ledgers, KeyValueStore<Bytes, byte[]> expiries) {
        this.ledgers = ledgers;
        this.expiries = expiries;
    }

    GroupLedger get(String group) {
        byte[] bytes = ledgers.get(group);
        return bytes == null ? GroupLedger.empty() : GroupLedger.decode(bytes);
    }

    void put(String group, GroupLedger ledger, Instant now) {
        ledgers.put(group, ledger.encode());
        if (ledger.isDone()) {
            expiries.put(key(now.plus(REMEMBERED), group), new byte[0]);
        }
    }

    /**
     * Forgets what is due, so many groups at most.
     *
     * @param lasts whether an end that a step gave is one for good
     */
    void forget(Instant now, Predicate<TrajectoryEnd> lasts) {
        List<Bytes> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = expiries.range(key(Instant.EPOCH, ""), key(now, ""))) {
            while (range.hasNext() && due.size() < MOST_PER_TICK) {
                KeyValue<Bytes, byte[]> entry = range.next();
                due.add(entry.key);
            }
        }
        for (Bytes key : due) {
            byte[] bytes = key.get();
            expiries.delete(key);
            forget(new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8), now, lasts);
        }
    }

    private void forget(String group, Instant now, Predicate<TrajectoryEnd> lasts) {
        GroupLedger ledger = get(group);
        if (ledger.isDone() && !ledger.isFinal(lasts)) {
            put(group, ledger, now);
        } else if (ledger.isDone()) {
            ledgers.delete(group);
        }
    }

    /**
     * Takes back what abandoned steps gave, in all groups.
     *
     * @param taken hears of each group what was taken back
     */
    void abandon(Rewind rewind, Instant now, BiConsumer<GroupLedger, Map<TrajectoryEnd, BitSet>> taken) {
        List<String> groups = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = ledgers.all()) {
            all.forEachRemaining(entry -> groups.add(entry.key));
        }
        for (String group : groups) {
            GroupLedger ledger = get(group);
            Map<TrajectoryEnd, BitSet> abandoned = ledger.abandon(rewind);
            if (!abandoned.isEmpty()) {
                put(group, ledger, now);
                taken.accept(ledger, abandoned);
            }
        }
    }

    /** Big-endian milliseconds, so that keys are in order of time; then the group. */
    private static Bytes key(Instant time, String group) {
        byte[] id = group.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES + id.length)
                .putLong(time.toEpochMilli())
                .put(id)
                .array());
    }
}
