package dev.millrace.audit.check;

import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedLineages;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An end of a trajectory: a step trained it, or it was dropped. One that a step of the learner gave holds as long as
 * no rewind has abandoned that step.
 *
 * @param reason why it was dropped; empty for one that was trained
 * @param by the role that dropped it, or the step that trained it
 * @param version that the learner's step made; {@link RecordedVersions#NONE} where another role gave the end
 */
record TrajectoryEnd(String reason, String by, int version) {

    /** Whether it was trained. */
    boolean isTrained() {
        return reason.isEmpty();
    }

    /** Whether it still holds. */
    boolean holds(LoggedLineages lineages) {
        return version == RecordedVersions.NONE || !lineages.isAbandoned(version);
    }

    /** Whether both are ends in one lineage, or in one that goes on from the other. */
    boolean meets(TrajectoryEnd other, LoggedLineages lineages) {
        return version == RecordedVersions.NONE
                || other.version == RecordedVersions.NONE
                || lineages.areOnOneLine(version, other.version);
    }

    @Override
    public String toString() {
        return isTrained() ? "trained in " + by : "dropped " + reason.toUpperCase(Locale.ROOT) + " by " + by;
    }

    /** The ends of the trajectories of a group, by index. */
    static SortedMap<Integer, List<TrajectoryEnd>> of(GroupEvidence group, LoggedLineages lineages) {
        SortedMap<Integer, List<TrajectoryEnd>> ends = new TreeMap<>();
        for (int index : group.trajectories().keySet()) {
            for (int version : group.trained().getOrDefault(index, List.of())) {
                add(ends, index, new TrajectoryEnd("", "step " + lineages.stepOf(version), version));
            }
        }
        for (Logged<Drop> drop : group.drops()) {
            TrajectoryEnd end = new TrajectoryEnd(
                    drop.value().getReason().name().toLowerCase(Locale.ROOT),
                    drop.value().getDroppedBy(),
                    RecordedVersions.of(drop.value()));
            GroupEvidence.indices(drop.value()).forEach(index -> add(ends, index, end));
        }
        return ends;
    }

    private static void add(Map<Integer, List<TrajectoryEnd>> ends, int index, TrajectoryEnd end) {
        ends.computeIfAbsent(index, given -> new ArrayList<>(1)).add(end);
    }
}
