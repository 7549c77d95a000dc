package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.audit.evidence.Position;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.util.ArrayList;
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

    /** A trajectory of a closed group that nobody speaks of. */
    private record Missing(String id, List<Position> places) {}

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        return new Examination() {
            private final Map<Integer, Long> processed = new HashMap<>();
            private final List<Missing> missing = new ArrayList<>();

            @Override
            public void group(GroupEvidence group) {
                process(group, processed);
                if (group.isClosed()) {
                    examine(group, missing, findings);
                }
            }

            @Override
            public void end() {
                for (Missing each : missing) {
                    if (isProcessed(each.places(), processed)) {
                        findings.breach(
                                each.id(),
                                "its group is closed, and it stands neither in the experience nor in a drop");
                    }
                }
            }
        };
    }

    private static void examine(GroupEvidence group, List<Missing> missing, Findings findings) {
        Set<Integer> accounted = new HashSet<>(group.droppedBeforeTheLearner());
        group.experiences().forEach(experience -> survivors(experience).forEach(accounted::add));
        group.trajectories().forEach((index, records) -> {
            findings.examined();
            if (!accounted.contains(index)) {
                missing.add(new Missing(
                        group.id() + "#" + index,
                        records.stream().map(LoggedTrajectory::position).toList()));
            }
        });
    }

    private static List<Integer> survivors(Logged<Experience> experience) {
        return experience.value().getTrajectories().stream()
                .map(ExperienceTrajectory::getIndex)
                .toList();
    }

    private static boolean isProcessed(List<Position> places, Map<Integer, Long> processed) {
        return places.stream().anyMatch(place -> place.offset() <= processed.getOrDefault(place.partition(), -1L));
    }

    /** Notes, by partition of the trajectories, the last offset that has shown its effect. */
    private static void process(GroupEvidence group, Map<Integer, Long> last) {
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
}
