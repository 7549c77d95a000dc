package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.List;

/** A group ends once: by an experience, or by a drop of the whole. */
final class ClosedOnce implements Check {

    @Override
    public int promise() {
        return 2;
    }

    @Override
    public String name() {
        return "closed-once";
    }

    @Override
    public String claim() {
        return "no group closes twice";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        LoggedLineages lineages = evidence.lineages();
        return group -> {
            List<Logged<Experience>> experiences = group.experiences();
            if (!group.isRecorded()) {
                return;
            }
            findings.examined();
            if (experiences.size() > 1) {
                findings.breach(
                        group.id(),
                        "it has experience at "
                                + experiences.stream().map(Logged::position).toList());
            }
            long whole = group.drops().stream()
                    .filter(drop ->
                            drop.value().getWholeGroup() && !lineages.isAbandoned(RecordedVersions.of(drop.value())))
                    .count();
            if (whole > 1 || (group.isDroppedWhole() && !experiences.isEmpty())) {
                findings.breach(
                        group.id(),
                        "it was dropped as a whole " + whole + " times"
                                + (experiences.isEmpty() ? "" : ", and has experience as well"));
            }
        };
    }
}
