package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A group of the experience topic as a step of the learner meets it.
 *
 * @param offset where it lies
 * @param group its id
 * @param survivors indices that it holds
 * @param dropped what the learner dropped of it
 */
public record ExperienceSlot(long offset, String group, List<Integer> survivors, List<Dropped> dropped) {

    /**
     * What a step of the learner dropped.
     *
     * @param version that the step made; {@link RecordedVersions#NONE} where the drop does not say it
     * @param indices of trajectories
     */
    public record Dropped(int version, List<Integer> indices) {
        public Dropped {
            indices = List.copyOf(indices);
        }
    }

    public ExperienceSlot {
        survivors = List.copyOf(survivors);
        dropped = List.copyOf(dropped);
    }

    public static ExperienceSlot of(GroupEvidence group, Logged<Experience> experience) {
        List<Dropped> dropped = new ArrayList<>();
        for (Logged<Drop> drop : group.drops()) {
            if (drop.value().getDroppedBy().equals(GroupEvidence.LEARNER)) {
                dropped.add(new Dropped(RecordedVersions.of(drop.value()), GroupEvidence.indices(drop.value())));
            }
        }
        return new ExperienceSlot(
                experience.position().offset(),
                group.id().value(),
                experience.value().getTrajectories().stream()
                        .map(ExperienceTrajectory::getIndex)
                        .toList(),
                dropped);
    }

    /** What the step that made a version is to train of it: all but what it dropped, or what was dropped without saying when. */
    public SortedSet<Integer> left(int version) {
        SortedSet<Integer> left = new TreeSet<>(survivors);
        for (Dropped each : dropped) {
            if (each.version() == version || each.version() == RecordedVersions.NONE) {
                each.indices().forEach(left::remove);
            }
        }
        return left;
    }
}
