package dev.millrace.streams.metrics;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What became of the trajectories of one group: which were published, and which were trained or dropped. It keeps
 * count of identities, so that a record that comes twice counts once, and a trajectory that is settled twice is seen.
 *
 * <p>Records may come in any order. Not thread-safe.
 */
final class GroupLedger {

    private final BitSet published;
    private final BitSet settled;
    private int size;

    private GroupLedger(int size, BitSet published, BitSet settled) {
        this.size = size;
        this.published = published;
        this.settled = settled;
    }

    static GroupLedger empty() {
        return new GroupLedger(0, new BitSet(), new BitSet());
    }

    /**
     * A trajectory was published.
     *
     * @return false if that was known
     */
    boolean publish(int index, int groupSize) {
        size = groupSize;
        boolean isNew = !published.get(index);
        published.set(index);
        return isNew;
    }

    /**
     * A trajectory was trained or dropped.
     *
     * @return false if it was settled before
     */
    boolean settle(int index) {
        boolean isNew = !settled.get(index);
        settled.set(index);
        return isNew;
    }

    boolean isPublished(int index) {
        return published.get(index);
    }

    boolean isSettled(int index) {
        return settled.get(index);
    }

    /** True when all of the group was published, and all of that has an end. */
    boolean isDone() {
        return size > 0 && published.cardinality() == size && settled.equals(published);
    }

    /** Size, length of the first set in bytes, both sets. */
    byte[] encode() {
        byte[] first = published.toByteArray();
        byte[] second = settled.toByteArray();
        return ByteBuffer.allocate(2 * Integer.BYTES + first.length + second.length)
                .putInt(size)
                .putInt(first.length)
                .put(first)
                .put(second)
                .array();
    }

    static GroupLedger decode(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int size = buffer.getInt();
        int from = 2 * Integer.BYTES;
        int until = from + buffer.getInt();
        return new GroupLedger(
                size,
                BitSet.valueOf(Arrays.copyOfRange(bytes, from, until)),
                BitSet.valueOf(Arrays.copyOfRange(bytes, until, bytes.length)));
    }
}
