package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A trajectory of a closed group that nobody speaks of is lost, not pending.
 *
 * <p>One that lies behind what the streams have read may still be on its way. How far they have read shows from what
 * they have published: each partition is read in its order.
 */
final class ClosedGroupsAccountForAll implements Check {

    @Override
    public int promise() {
        return 1;
    }

    @Override
    public String name() {
        return "closed-groups-account-for-all";
    }

    @Override
    public String claim() {
        return "each trajectory of a closed group stands in its experience or in a drop";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, Long> processed = processed(evidence);
        for (GroupEvidence group : evidence.groups()) {
            if (!group.isClosed()) {
                continue;
            }
            Set<Integer> accounted = new HashSet<>(group.droppedBeforeTheLearner());
            group.experiences().forEach(experience -> survivors(experience).forEach(accounted::add));
            group.trajectories().forEach((index, records) -> {
                findings.examined();
                if (!accounted.contains(index) && isProcessed(records, processed)) {
                    findings.breach(
                            group.id() + "#" + index,
                            "its group is closed, and it stands neither in the experience nor in a drop");
                }
            });
        }
    }

    private static List<Integer> survivors(Logged<Experience> experience) {
        return experience.value().getTrajectories().stream()
                .map(ExperienceTrajectory::getIndex)
                .toList();
    }

    private static boolean isProcessed(List<LoggedTrajectory> records, Map<Integer, Long> processed) {
        return records.stream()
                .map(LoggedTrajectory::position)
                .anyMatch(position -> position.offset() <= processed.getOrDefault(position.partition(), -1L));
    }

    /** By partition of the trajectories, the last offset that has shown its effect. */
    private static Map<Integer, Long> processed(Evidence evidence) {
        Map<Integer, Long> last = new HashMap<>();
        for (GroupEvidence group : evidence.groups()) {
            for (Logged<Experience> experience : group.experiences()) {
                for (ExperienceTrajectory survivor : experience.value().getTrajectories()) {
                    last.merge(
                            survivor.getSource().getPartition(),
                            survivor.getSource().getOffset(),
                            Math::max);
                }
            }
            for (int index : group.droppedBeforeTheLearner()) {
                group.trajectories().getOrDefault(index, List.of()).stream()
                        .limit(1)
                        .map(LoggedTrajectory::position)
                        .forEach(position -> last.merge(position.partition(), position.offset(), Math::max));
            }
        }
        return last;
    }
}
