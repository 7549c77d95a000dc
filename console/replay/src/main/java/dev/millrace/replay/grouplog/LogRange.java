package dev.millrace.replay.grouplog;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which groups are meant: those whose first trajectory lies in it.
 *
 * @param from time of that record at the earliest, or null
 * @param until time before which it was written, or null
 * @param offsets offsets of that record by partition of the trajectories topic; empty means all partitions whole
 */
public record LogRange(@Nullable Instant from, @Nullable Instant until, SortedMap<Integer, Offsets> offsets) {

    /** Everything there is. */
    public static final LogRange ALL = new LogRange(null, null, new TreeMap<>());

    /**
     * @param from first offset
     * @param until offset behind the last one
     */
    public record Offsets(long from, long until) {

        public Offsets {
            if (from < 0 || until <= from) {
                throw new IllegalArgumentException("offsets " + from + "-" + until + " hold nothing");
            }
        }
    }

    public LogRange {
        offsets = new TreeMap<>(offsets);
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("nothing was written from " + from + " until " + until);
        }
    }

    boolean holds(int partition, long offset, long timestamp) {
        if (!offsets.isEmpty()) {
            Offsets within = offsets.get(partition);
            if (within == null || offset < within.from() || offset >= within.until()) {
                return false;
            }
        }
        return (from == null || timestamp >= from.toEpochMilli())
                && (until == null || timestamp < until.toEpochMilli());
    }
}
