package dev.millrace.monitoring.watch;

import dev.millrace.schemas.id.RunId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * How many records of a run lie between two offsets. Ends of transactions, and what was aborted, have offsets too; a
 * reader of committed records sees them as holes, and so are the records of other runs on the same topic. Thread-safe;
 * remembers {@value #MOST_HOLES} holes of a partition, the newest.
 */
final class RecordCounts {

    static final int MOST_HOLES = 20_000;

    private final RunId run;
    private final Map<TopicPartition, Seen> partitions = new HashMap<>();

    RecordCounts(RunId run) {
        this.run = run;
    }

    /** Reading begins at an offset; nothing is known of what is before. */
    synchronized void begin(TopicPartition partition, long offset) {
        partitions.put(partition, new Seen(offset));
    }

    /** A record was read; one of another run leaves a hole. */
    synchronized void add(ConsumerRecord<byte[], ?> record) {
        Seen seen = partitions.get(new TopicPartition(record.topic(), record.partition()));
        if (seen != null && !run.isStrangerTo(record.key())) {
            seen.reach(record.offset());
            seen.end = Math.max(seen.end, record.offset() + 1);
        }
    }

    /** The reader stands at an offset; what lies between its last record and here was none. */
    synchronized void reached(TopicPartition partition, long position) {
        Seen seen = partitions.get(partition);
        if (seen != null) {
            seen.reach(position);
        }
    }

    /** Records from one offset to before another; where nothing is known each offset counts as one. */
    synchronized long between(TopicPartition partition, long from, long to) {
        if (from >= to) {
            return 0;
        }
        Seen seen = partitions.get(partition);
        return to - from - (seen == null ? 0 : seen.missing(from, to));
    }

    private static final class Seen {
        private final NavigableMap<Long, Long> holes = new TreeMap<>();
        private long end;

        Seen(long begin) {
            this.end = begin;
        }

        void reach(long offset) {
            if (offset > end) {
                holes.put(end, offset);
                end = offset;
                if (holes.size() > MOST_HOLES) {
                    holes.pollFirstEntry();
                }
            }
        }

        /** Offsets of holes in a range. */
        long missing(long from, long to) {
            Long first = holes.floorKey(from);
            long missing = 0;
            for (Map.Entry<Long, Long> hole :
                    holes.subMap(first == null ? from : first, true, to, false).entrySet()) {
                missing += Math.max(0, Math.min(to, hole.getValue()) - Math.max(from, hole.getKey()));
            }
            return missing;
        }
    }
}
