package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** published = trained + pending + dropped, by identity. */
final class OneEnd implements Check {

    @Override
    public int promise() {
        return 1;
    }

    @Override
    public String name() {
        return "one-end";
    }

    @Override
    public String claim() {
        return "every published trajectory is trained, dropped for a reason or pending, and only one of these in a lineage";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        boolean isWhole = evidence.isWhole(evidence.topics().trajectories());
        if (!isWhole) {
            findings.note("the oldest trajectories are no longer in the log; what became of them is not judged");
        }
        LoggedLineages lineages = evidence.lineages();
        return group -> {
            SortedMap<Integer, List<TrajectoryEnd>> ends = TrajectoryEnd.of(group, lineages);
            for (int index : group.trajectories().keySet()) {
                findings.examined();
                judge(
                        new TrajectoryId(group.id(), index),
                        ends.getOrDefault(index, List.of()),
                        lineages,
                        settings,
                        findings);
            }
            if (isWhole) {
                neverPublished(group, ends.keySet(), "it was dropped, but never published", findings);
                neverPublished(group, group.trained().keySet(), "it was trained, but never published", findings);
            }
        };
    }

    private static void neverPublished(GroupEvidence group, Set<Integer> indices, String detail, Findings findings) {
        indices.stream()
                .filter(index -> !group.trajectories().containsKey(index))
                .forEach(index -> findings.breach(group.id() + "#" + index, detail));
    }

    private static void judge(
            TrajectoryId id,
            List<TrajectoryEnd> ends,
            LoggedLineages lineages,
            AuditSettings settings,
            Findings findings) {
        if (meet(ends, lineages)) {
            findings.breach(id, "it has " + ends.size() + " ends: " + ends);
        } else if (settings.isDrained() && ends.stream().noneMatch(end -> end.holds(lineages))) {
            findings.breach(
                    id,
                    "it is still pending, though the run has come to rest"
                            + (ends.isEmpty() ? "" : "; abandoned steps gave it the ends " + ends));
        }
    }

    /** Whether two of them are ends in one lineage. */
    private static boolean meet(List<TrajectoryEnd> ends, LoggedLineages lineages) {
        for (int i = 0; i < ends.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (ends.get(i).meets(ends.get(j), lineages)) {
                    return true;
                }
            }
        }
        return false;
    }
}
