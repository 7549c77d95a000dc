package dev.millrace.streams.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The ledgers of one part. That of a group whose trajectories all have an end is kept for a while, so that a second end
 * is still seen, and then forgotten; that of any other group is kept.
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

    /** Forgets what is due, so many groups at most. */
    void forget(Instant now) {
        List<Bytes> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = expiries.range(key(Instant.EPOCH, ""), key(now, ""))) {
            while (range.hasNext() && due.size() < MOST_PER_TICK) {
                KeyValue<Bytes, byte[]> entry = range.next();
                due.add(entry.key);
            }
        }
        for (Bytes key : due) {
            byte[] bytes = key.get();
            ledgers.delete(new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8));
            expiries.delete(key);
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
