package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.schemas.id.TrajectoryId;
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

    /** Counts them. */
    public static Account of(Evidence evidence) {
        Map<TrajectoryId, List<Integer>> steps = evidence.trained();
        SortedMap<String, Long> dropped = new TreeMap<>();
        long published = 0;
        long trained = 0;
        long pending = 0;
        long imbalance = 0;
        long abandoned = 0;
        LoggedLineages lineages = evidence.lineages();
        for (GroupEvidence group : evidence.groups()) {
            SortedMap<Integer, List<TrajectoryEnd>> ends = TrajectoryEnd.of(group, steps, evidence);
            for (Map.Entry<Integer, List<TrajectoryEnd>> each : ends.entrySet()) {
                List<TrajectoryEnd> holding = each.getValue().stream()
                        .filter(end -> end.holds(lineages))
                        .toList();
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
                List<TrajectoryEnd> holding = ends.getOrDefault(index, List.of()).stream()
                        .filter(end -> end.holds(lineages))
                        .toList();
                trained += holding.stream().anyMatch(TrajectoryEnd::isTrained) ? 1 : 0;
                pending += holding.isEmpty() ? 1 : 0;
            }
        }
        imbalance +=
                steps.keySet().stream().filter(id -> !isPublished(evidence, id)).count();
        return new Account(published, trained, pending, dropped, imbalance, abandoned);
    }

    static boolean isPublished(Evidence evidence, TrajectoryId id) {
        GroupEvidence group = evidence.group(id.group().value());
        return group != null && group.trajectories().containsKey(id.index());
    }
}
