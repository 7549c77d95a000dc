package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.lineage.Lineages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What became of the trajectories of one group: which were published, and which were trained or dropped. It keeps
 * count of identities, so that a record that comes twice counts once, and a trajectory that is settled twice is seen.
 *
 * <p>Records may come in any order. A rewind takes back the ends that abandoned steps gave. Not thread-safe.
 */
public final class GroupLedger {

    private final BitSet published;
    private final Map<TrajectoryEnd, BitSet> ends;
    private int size;

    private GroupLedger(int size, BitSet published, Map<TrajectoryEnd, BitSet> ends) {
        this.size = size;
        this.published = published;
        this.ends = ends;
    }

    public static GroupLedger empty() {
        return new GroupLedger(0, new BitSet(), new LinkedHashMap<>());
    }

    /**
     * How an end counts.
     *
     * @param counts false if the trajectory had one before
     * @param replaced the end that it takes the place of, which counts no longer
     */
    public record Settled(boolean counts, @Nullable TrajectoryEnd replaced) {}

    /**
     * A trajectory was published.
     *
     * @return false if that was known
     */
    public boolean publish(int index, int groupSize) {
        size = groupSize;
        boolean isNew = !published.get(index);
        published.set(index);
        return isNew;
    }

    /**
     * A trajectory was trained or dropped. The step of a lineage that is not known yet replaces what one of an earlier
     * lineage did: the topics are read in no common order, so the rewind may be still to come.
     *
     * @param known the newest lineage whose beginning was read
     */
    public Settled settle(int index, TrajectoryEnd end, int known) {
        TrajectoryEnd before = end(index);
        if (before == null) {
            add(end, index);
            return new Settled(true, null);
        }
        if (before.isOfAStep() && end.lineage() > Math.max(known, before.lineage())) {
            remove(before, index);
            add(end, index);
            return new Settled(true, before);
        }
        return new Settled(false, null);
    }

    /** Something was said of the group as a whole, which a rewind may take back. */
    void note(TrajectoryEnd end) {
        ends.computeIfAbsent(end, given -> new BitSet());
    }

    /**
     * Takes back what abandoned steps gave.
     *
     * @return the indices by the ends that they had; none where the end was one of the group as a whole
     */
    public Map<TrajectoryEnd, BitSet> abandon(Rewind rewind) {
        Map<TrajectoryEnd, BitSet> abandoned = new LinkedHashMap<>();
        Iterator<Map.Entry<TrajectoryEnd, BitSet>> all = ends.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<TrajectoryEnd, BitSet> each = all.next();
            if (each.getKey().isOfAStep()
                    && Lineages.abandons(rewind, each.getKey().version())) {
                abandoned.put(each.getKey(), each.getValue());
                all.remove();
            }
        }
        return abandoned;
    }

    private @Nullable TrajectoryEnd end(int index) {
        for (Map.Entry<TrajectoryEnd, BitSet> each : ends.entrySet()) {
            if (each.getValue().get(index)) {
                return each.getKey();
            }
        }
        return null;
    }

    private void add(TrajectoryEnd end, int index) {
        ends.computeIfAbsent(end, given -> new BitSet()).set(index);
    }

    private void remove(TrajectoryEnd end, int index) {
        BitSet indices = ends.get(end);
        if (indices != null) {
            indices.clear(index);
            if (indices.isEmpty()) {
                ends.remove(end);
            }
        }
    }

    public boolean isPublished(int index) {
        return published.get(index);
    }

    public boolean isSettled(int index) {
        return end(index) != null;
    }

    /** How many were published and have no end. */
    public int pending() {
        BitSet left = (BitSet) published.clone();
        left.andNot(settled());
        return left.cardinality();
    }

    /** How many have an end and were not seen published. */
    public int unmatched() {
        BitSet left = settled();
        left.andNot(published);
        return left.cardinality();
    }

    private BitSet settled() {
        BitSet all = new BitSet();
        ends.values().forEach(all::or);
        return all;
    }

    /** True when all of the group was published, and all of that has an end. */
    public boolean isDone() {
        return size > 0 && published.cardinality() == size && settled().equals(published);
    }

    /** Whether no end can be taken back any more: those of steps are of versions that will last. */
    boolean isFinal(Predicate<TrajectoryEnd> lasts) {
        return ends.keySet().stream().allMatch(end -> !end.isOfAStep() || lasts.test(end));
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(size);
            write(out, published);
            out.writeInt(ends.size());
            for (Map.Entry<TrajectoryEnd, BitSet> each : ends.entrySet()) {
                out.writeUTF(each.getKey().figure());
                out.writeInt(each.getKey().lineage());
                out.writeInt(each.getKey().version());
                write(out, each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a ledger cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, BitSet set) throws IOException {
        byte[] bytes = set.toByteArray();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static GroupLedger decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int size = in.readInt();
            BitSet published = read(in);
            Map<TrajectoryEnd, BitSet> ends = new LinkedHashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                TrajectoryEnd end = new TrajectoryEnd(in.readUTF(), in.readInt(), in.readInt());
                ends.put(end, read(in));
            }
            return new GroupLedger(size, published, ends);
        } catch (IOException e) {
            throw new UncheckedIOException("a ledger in the store cannot be read", e);
        }
    }

    private static BitSet read(DataInputStream in) throws IOException {
        return BitSet.valueOf(in.readNBytes(in.readInt()));
    }
}
