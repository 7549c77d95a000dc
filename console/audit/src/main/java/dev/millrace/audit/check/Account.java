package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.LoggedLineages;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of the trajectories, by identity.
 *
 * @param published on the topic
 * @param trained by a step
 * @param pending with no end so far
 * @param dropped by reason
 * @param imbalance ends too many, or of trajectories that were never published; must be 0
 * @param abandoned ends that steps gave which a rewind has abandoned; they count no longer
 */
public record Account(
        long published, long trained, long pending, SortedMap<String, Long> dropped, long imbalance, long abandoned) {

    /** Counts them, group by group. For one thread. */
    public static final class Counting implements Examination {

        private final Evidence evidence;
        private final SortedMap<String, Long> dropped = new TreeMap<>();
        private long published;
        private long trained;
        private long pending;
        private long imbalance;
        private long abandoned;

        public Counting(Evidence evidence) {
            this.evidence = evidence;
        }

        @Override
        public void group(GroupEvidence group) {
            LoggedLineages lineages = evidence.lineages();
            SortedMap<Integer, List<TrajectoryEnd>> ends = TrajectoryEnd.of(group, lineages);
            for (Map.Entry<Integer, List<TrajectoryEnd>> each : ends.entrySet()) {
                List<TrajectoryEnd> holding = holding(each.getValue(), lineages);
                abandoned += each.getValue().size() - holding.size();
                holding.stream()
                        .filter(end -> !end.isTrained())
                        .findFirst()
                        .ifPresent(end -> dropped.merge(end.reason(), 1L, Long::sum));
                imbalance += group.trajectories().containsKey(each.getKey())
                        ? Math.max(0, holding.size() - 1)
                        : holding.size();
            }
            for (int index : group.trajectories().keySet()) {
                published++;
                List<TrajectoryEnd> holding = holding(ends.getOrDefault(index, List.of()), lineages);
                trained += holding.stream().anyMatch(TrajectoryEnd::isTrained) ? 1 : 0;
                pending += holding.isEmpty() ? 1 : 0;
            }
            imbalance += group.trained().keySet().stream()
                    .filter(index -> !group.trajectories().containsKey(index))
                    .count();
        }

        private static List<TrajectoryEnd> holding(List<TrajectoryEnd> ends, LoggedLineages lineages) {
            return ends.stream().filter(end -> end.holds(lineages)).toList();
        }

        /** What was counted so far. */
        public Account counted() {
            return new Account(published, trained, pending, dropped, imbalance, abandoned);
        }
    }
}
