package dev.millrace.schemas.lineage;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightManifest;

/** The versions and steps that records state, or leave to be understood, as those do of a time without rewinds. */
public final class RecordedVersions {

    /** What no step of a learner has dropped. */
    public static final int NONE = -1;

    private RecordedVersions() {}

    /** The version that a step made, or that a lineage begins with. */
    public static int of(TrainingStep step) {
        Integer version = step.getVersion();
        return version == null ? step.getStep() : version;
    }

    /** The version whose weights a step began with. */
    public static int parent(TrainingStep step) {
        Integer parent = step.getParent();
        return parent == null ? of(step) - 1 : parent;
    }

    /** The version that the step made which dropped something; {@link #NONE} where none did, or none is stated. */
    public static int of(Drop drop) {
        Integer version = drop.getVersion();
        return version == null ? NONE : version;
    }

    /** The step that made a version. */
    public static int step(WeightManifest manifest) {
        Integer step = manifest.getStep();
        return step == null ? manifest.getVersion() : step;
    }

    /** Whether a record begins a lineage, and tells of no step. */
    public static boolean isRewind(TrainingStep step) {
        return step.getRewoundFrom() != null;
    }

    /** The beginning that such a record tells of. */
    public static Rewind rewind(TrainingStep beginning) {
        return new Rewind(beginning.getLineage(), of(beginning), beginning.getStep(), parent(beginning));
    }
}
