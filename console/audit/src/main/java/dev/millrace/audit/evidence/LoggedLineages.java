package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the training steps say of lineages, by code of the audit's own: which versions were abandoned, and which step made
 * which. Immutable.
 */
public final class LoggedLineages {

    /** A lineage that began: what lies between the parent and its first version is abandoned. */
    private record Beginning(int parent, int version, int step) {

        boolean abandons(int other) {
            return other > parent && other < version;
        }
    }

    private final List<Beginning> beginnings;
    private final Map<Integer, TrainingStep> byVersion;

    private LoggedLineages(List<Beginning> beginnings, Map<Integer, TrainingStep> byVersion) {
        this.beginnings = List.copyOf(beginnings);
        this.byVersion = byVersion;
    }

    static LoggedLineages of(List<Logged<TrainingStep>> steps) {
        List<Beginning> beginnings = new ArrayList<>();
        Map<Integer, TrainingStep> byVersion = new TreeMap<>();
        for (Logged<TrainingStep> logged : steps) {
            TrainingStep step = logged.value();
            byVersion.putIfAbsent(RecordedVersions.of(step), step);
            if (RecordedVersions.isRewind(step)) {
                beginnings.add(new Beginning(RecordedVersions.parent(step), RecordedVersions.of(step), step.getStep()));
            }
        }
        return new LoggedLineages(beginnings, byVersion);
    }

    /** How often the learner went back. */
    public int rewinds() {
        return beginnings.size();
    }

    /** Whether the run goes on without what made this version. */
    public boolean isAbandoned(int version) {
        return beginnings.stream().anyMatch(beginning -> beginning.abandons(version));
    }

    /** Whether the later of two versions came of the earlier one, or of its step twice. */
    public boolean areOnOneLine(int one, int other) {
        int earlier = Math.min(one, other);
        int later = Math.max(one, other);
        return beginnings.stream().noneMatch(beginning -> beginning.version() <= later && beginning.abandons(earlier));
    }

    /** The step that made a version, as its record says, or as it must have been where that is no longer in the log. */
    public int stepOf(int version) {
        TrainingStep known = byVersion.get(version);
        if (known != null) {
            return known.getStep();
        }
        int step = version;
        for (Beginning beginning : beginnings) {
            if (beginning.version() <= version) {
                step = beginning.step() + version - beginning.version();
            }
        }
        return step;
    }

    /** The lowest step that made one of the versions from one to another. */
    public int lowestStep(int from, int to) {
        int lowest = stepOf(from);
        for (Beginning beginning : beginnings) {
            if (beginning.version() > from && beginning.version() <= to) {
                lowest = Math.min(lowest, beginning.step());
            }
        }
        return lowest;
    }
}
