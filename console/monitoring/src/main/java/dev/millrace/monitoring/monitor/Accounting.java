package dev.millrace.monitoring.monitor;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of every published trajectory: trained, dropped for a reason, or still pending; never two of these.
 *
 * <p>It counts identities, not records. Groups may be told of in any order; one that is settled as a whole is folded
 * into the counts and remembered by its id, the newest {@value #REMEMBERED} of them, so that a second settlement is
 * still seen. Not thread-safe.
 */
public final class Accounting {

    /** Settled groups that are remembered. */
    static final int REMEMBERED = 200_000;

    private final Map<GroupId, Ledger> open = new HashMap<>();
    private final Map<GroupId, BitSet> settled = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GroupId, BitSet> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, Long> dropped = new TreeMap<>();
    private long published;
    private long trained;
    private long doubled;

    /** A trajectory was published in a group of {@code groupSize}. The same one again counts once. */
    public void published(TrajectoryId id, int groupSize) {
        if (settled.containsKey(id.group())) {
            // Published twice after it was settled: it is the same trajectory, and settled it is.
            return;
        }
        Ledger ledger = open.computeIfAbsent(id.group(), group -> new Ledger());
        if (!ledger.published.get(id.index())) {
            ledger.published.set(id.index());
            published++;
        }
        ledger.size = groupSize;
        foldIfSettled(id.group(), ledger);
    }

    /** A step trained the trajectory. */
    public void trained(TrajectoryId id) {
        if (settle(id)) {
            trained++;
        }
    }

    /** The trajectory was dropped for {@code reason}. */
    public void dropped(TrajectoryId id, String reason) {
        if (settle(id)) {
            dropped.merge(reason, 1L, Long::sum);
        }
    }

    /** True if it had no state before; a second state is counted as doubled. */
    private boolean settle(TrajectoryId id) {
        BitSet before = settled.get(id.group());
        if (before != null) {
            return settle(before, id.index());
        }
        Ledger ledger = open.computeIfAbsent(id.group(), group -> new Ledger());
        boolean first = settle(ledger.settled, id.index());
        foldIfSettled(id.group(), ledger);
        return first;
    }

    private boolean settle(BitSet states, int index) {
        if (states.get(index)) {
            doubled++;
            return false;
        }
        states.set(index);
        return true;
    }

    private void foldIfSettled(GroupId group, Ledger ledger) {
        if (ledger.size > 0
                && ledger.published.cardinality() == ledger.size
                && ledger.settled.equals(ledger.published)) {
            open.remove(group);
            settled.put(group, ledger.settled);
        }
    }

    /** The counts as they are now. */
    public Totals totals() {
        long pending = 0;
        long unmatched = 0;
        for (Ledger ledger : open.values()) {
            pending += count(ledger.published, ledger.settled);
            unmatched += count(ledger.settled, ledger.published);
        }
        return new Totals(published, trained, pending, dropped, doubled, unmatched);
    }

    /** How many are in {@code some} and not in {@code others}. */
    private static int count(BitSet some, BitSet others) {
        BitSet left = (BitSet) some.clone();
        left.andNot(others);
        return left.cardinality();
    }

    private static final class Ledger {
        private final BitSet published = new BitSet();
        private final BitSet settled = new BitSet();
        private int size;
    }

    /**
     * Where the trajectories stand.
     *
     * @param published trajectories on the topic
     * @param trained those that a step trained
     * @param pending those that nothing has happened to yet
     * @param dropped those that will not be trained, by reason
     * @param doubled settlements of a trajectory that was settled before
     * @param unmatched trajectories that were settled, but not seen published; while a run goes on, these are mostly on
     *     their way
     */
    public record Totals(
            long published, long trained, long pending, Map<String, Long> dropped, long doubled, long unmatched) {

        public Totals {
            dropped = Map.copyOf(dropped);
        }

        public long droppedInAll() {
            return dropped.values().stream().mapToLong(Long::longValue).sum();
        }

        /** 0 when every published trajectory has exactly one state, and nothing else has any. */
        public long imbalance() {
            return doubled + unmatched;
        }
    }
}
