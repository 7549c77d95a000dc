package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.List;
import java.util.Locale;
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
 */
public record Account(long published, long trained, long pending, SortedMap<String, Long> dropped, long imbalance) {

    /** Counts them. */
    public static Account of(Evidence evidence) {
        Map<TrajectoryId, List<Integer>> steps = evidence.trained();
        SortedMap<String, Long> dropped = new TreeMap<>();
        long published = 0;
        long trained = 0;
        long pending = 0;
        long imbalance = 0;
        for (GroupEvidence group : evidence.groups()) {
            Map<Integer, Integer> drops = new TreeMap<>();
            for (Logged<Drop> drop : group.drops()) {
                for (int index : GroupEvidence.indices(drop.value())) {
                    if (drops.merge(index, 1, Integer::sum) == 1) {
                        dropped.merge(drop.value().getReason().name().toLowerCase(Locale.ROOT), 1L, Long::sum);
                    }
                    imbalance += group.trajectories().containsKey(index) ? 0 : 1;
                }
            }
            for (int index : group.trajectories().keySet()) {
                published++;
                int times = steps.getOrDefault(new TrajectoryId(group.id(), index), List.of())
                        .size();
                int ends = times + drops.getOrDefault(index, 0);
                trained += times > 0 ? 1 : 0;
                pending += ends == 0 ? 1 : 0;
                imbalance += Math.max(0, ends - 1);
            }
        }
        imbalance +=
                steps.keySet().stream().filter(id -> !isPublished(evidence, id)).count();
        return new Account(published, trained, pending, dropped, imbalance);
    }

    static boolean isPublished(Evidence evidence, TrajectoryId id) {
        GroupEvidence group = evidence.group(id.group().value());
        return group != null && group.trajectories().containsKey(id.index());
    }
}
