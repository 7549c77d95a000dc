package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.schemas.id.TrajectoryId;
import java.util.List;

/** No (group, index) is trained twice in one lineage. */
final class TrainedOnce implements Check {

    @Override
    public int promise() {
        return 2;
    }

    @Override
    public String name() {
        return "trained-once";
    }

    @Override
    public String claim() {
        return "no trajectory is trained twice in one lineage, or in one that goes on from the other";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        LoggedLineages lineages = evidence.lineages();
        return group -> group.trained().forEach((index, versions) -> {
            findings.examined();
            if (isTwice(versions, lineages)) {
                findings.breach(
                        new TrajectoryId(group.id(), index),
                        "it was trained " + versions.size() + " times, in steps "
                                + versions.stream().map(lineages::stepOf).toList()
                                + (lineages.rewinds() > 0 ? ", which made versions " + versions : ""));
            }
        });
    }

    private static boolean isTwice(List<Integer> versions, LoggedLineages lineages) {
        for (int i = 1; i < versions.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (lineages.areOnOneLine(versions.get(j), versions.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }
}
