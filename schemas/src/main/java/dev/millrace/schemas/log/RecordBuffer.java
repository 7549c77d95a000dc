package dev.millrace.schemas.log;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes by position, bounded in bytes; the oldest read goes first.
 *
 * <p>Oldest read, not oldest used: access is nearly sequential, so what was read long ago is least likely needed.
 * Not thread-safe.
 */
final class RecordBuffer {

    /** What an entry costs besides its bytes: keys, map entries, array header. */
    private static final int OVERHEAD = 128;

    private final long bound;
    private final Map<Key, byte[]> records = new LinkedHashMap<>();
    private long bytes;

    RecordBuffer(long bound) {
        this.bound = bound;
    }

    private record Key(int partition, long offset) {}

    void put(int partition, long offset, byte[] value) {
        Key key = new Key(partition, offset);
        byte[] before = records.remove(key);
        if (before != null) {
            bytes -= cost(before);
        }
        records.put(key, value);
        bytes += cost(value);
        if (bytes > bound) {
            shrink();
        }
    }

    private void shrink() {
        Iterator<byte[]> oldest = records.values().iterator();
        while (bytes > bound && oldest.hasNext()) {
            bytes -= cost(oldest.next());
            oldest.remove();
        }
    }

    byte @Nullable [] get(int partition, long offset) {
        return records.get(new Key(partition, offset));
    }

    /** Bytes held, with overhead; never above the bound. */
    long bytes() {
        return bytes;
    }

    private static long cost(byte[] value) {
        return value.length + (long) OVERHEAD;
    }
}
