package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

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
        return "every published trajectory is trained, dropped for a reason or pending, and only one of these";
    }

    @Override
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<TrajectoryId, List<Integer>> trained = evidence.trained();
        for (GroupEvidence group : evidence.groups()) {
            SortedMap<Integer, List<Drop>> drops = drops(group);
            for (int index : group.trajectories().keySet()) {
                findings.examined();
                TrajectoryId id = new TrajectoryId(group.id(), index);
                judge(
                        id,
                        trained.getOrDefault(id, List.of()),
                        drops.getOrDefault(index, List.of()),
                        settings,
                        findings);
            }
            if (evidence.isWhole(evidence.topics().trajectories())) {
                drops.keySet().stream()
                        .filter(index -> !group.trajectories().containsKey(index))
                        .forEach(index ->
                                findings.breach(group.id() + "#" + index, "it was dropped, but never published"));
            }
        }
        if (evidence.isWhole(evidence.topics().trajectories())) {
            trained.keySet().stream()
                    .filter(id -> !Account.isPublished(evidence, id))
                    .forEach(id -> findings.breach(id, "it was trained, but never published"));
        } else {
            findings.note("the oldest trajectories are no longer in the log; what became of them is not judged");
        }
    }

    private static void judge(
            TrajectoryId id, List<Integer> steps, List<Drop> drops, AuditSettings settings, Findings findings) {
        int ends = steps.size() + drops.size();
        if (ends > 1) {
            findings.breach(
                    id,
                    "it has " + ends + " ends: trained in steps " + steps + ", dropped "
                            + drops.stream()
                                    .map(drop -> drop.getReason() + " by " + drop.getDroppedBy())
                                    .toList());
        } else if (ends == 0 && settings.isDrained()) {
            findings.breach(id, "it is still pending, though the run has come to rest");
        }
    }

    private static SortedMap<Integer, List<Drop>> drops(GroupEvidence group) {
        SortedMap<Integer, List<Drop>> byIndex = new TreeMap<>();
        for (Logged<Drop> drop : group.drops()) {
            for (int index : GroupEvidence.indices(drop.value())) {
                byIndex.computeIfAbsent(index, unused -> new ArrayList<>()).add(drop.value());
            }
        }
        return byIndex;
    }
}
