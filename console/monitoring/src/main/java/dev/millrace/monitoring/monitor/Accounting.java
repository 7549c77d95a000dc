package dev.millrace.monitoring.monitor;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.streams.metrics.FigureNames;
import dev.millrace.streams.metrics.GroupLedger;
import dev.millrace.streams.metrics.TrajectoryEnd;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

    private final Map<GroupId, GroupLedger> open = new HashMap<>();
    private final Map<GroupId, GroupLedger> settled = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GroupId, GroupLedger> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Map<String, Long> ends = new TreeMap<>();
    private Lineages lineages = Lineages.NONE;
    private long published;
    private long doubled;
    private long abandoned;

    /** A trajectory was published in a group of {@code groupSize}. The same one again counts once. */
    public void published(TrajectoryId id, int groupSize) {
        if (settled.containsKey(id.group())) {
            // Published twice after it was settled: it is the same trajectory, and settled it is.
            return;
        }
        GroupLedger ledger = open.computeIfAbsent(id.group(), group -> GroupLedger.empty());
        if (ledger.publish(id.index(), groupSize)) {
            published++;
        }
        fold(id.group(), ledger);
    }

    /**
     * The trajectory was trained, or dropped for a reason. A second end is counted as doubled, but not one that abandoned
     * steps gave.
     */
    public void settled(TrajectoryId id, TrajectoryEnd end) {
        if (lineages.isAbandoned(end.version())) {
            abandoned++;
            return;
        }
        GroupLedger ledger = settled.get(id.group());
        if (ledger == null) {
            ledger = open.computeIfAbsent(id.group(), group -> GroupLedger.empty());
        }
        GroupLedger.Settled how = ledger.settle(id.index(), end, lineages.current());
        TrajectoryEnd replaced = how.replaced();
        if (!how.counts()) {
            doubled++;
        } else {
            count(end, 1);
        }
        if (replaced != null) {
            takenBack(replaced, 1);
        }
        fold(id.group(), ledger);
    }

    /** The learner has gone back: what the steps did that are abandoned is undone. */
    public void rewound(Rewind rewind) {
        if (rewind.getLineage() <= lineages.current()) {
            return;
        }
        List<Rewind> known = new ArrayList<>(lineages.rewinds());
        known.add(rewind);
        lineages = Lineages.asFarAsKnown(known);
        open.values().forEach(ledger -> abandon(ledger, rewind));
        Map<GroupId, GroupLedger> all = new HashMap<>(settled);
        all.forEach((group, ledger) -> {
            abandon(ledger, rewind);
            if (!ledger.isDone()) {
                settled.remove(group);
                open.put(group, ledger);
            }
        });
    }

    private void abandon(GroupLedger ledger, Rewind rewind) {
        ledger.abandon(rewind).forEach((end, indices) -> takenBack(end, indices.cardinality()));
    }

    private void takenBack(TrajectoryEnd end, int trajectories) {
        count(end, -trajectories);
        abandoned += trajectories;
    }

    private void count(TrajectoryEnd end, long trajectories) {
        ends.merge(end.figure(), trajectories, Long::sum);
    }

    private void fold(GroupId group, GroupLedger ledger) {
        if (ledger.isDone() && open.remove(group) != null) {
            settled.put(group, ledger);
        }
    }

    /** The counts as they are now. */
    public Totals totals() {
        long pending = open.values().stream().mapToLong(GroupLedger::pending).sum();
        long unmatched =
                open.values().stream().mapToLong(GroupLedger::unmatched).sum();
        Map<String, Long> dropped = new TreeMap<>();
        ends.forEach((figure, count) -> {
            if (figure.startsWith(FigureNames.DROPPED) && count != 0) {
                dropped.put(figure.substring(FigureNames.DROPPED.length()), count);
            }
        });
        return new Totals(
                published, ends.getOrDefault(FigureNames.TRAINED, 0L), pending, dropped, doubled, unmatched, abandoned);
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
     * @param abandoned ends that rewinds have taken back; such a trajectory gets another one
     */
    public record Totals(
            long published,
            long trained,
            long pending,
            Map<String, Long> dropped,
            long doubled,
            long unmatched,
            long abandoned) {

        /** Of a run that was never rewound. */
        public Totals(
                long published, long trained, long pending, Map<String, Long> dropped, long doubled, long unmatched) {
            this(published, trained, pending, dropped, doubled, unmatched, 0);
        }

        public Totals {
            // In an order that stays, for it is shown.
            dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
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
