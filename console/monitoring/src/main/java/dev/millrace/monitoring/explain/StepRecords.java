package dev.millrace.monitoring.explain;

import dev.millrace.schemas.avro.TrainingStep;
import java.util.List;

/**
 * What the log holds of a step.
 *
 * @param step its record
 * @param groups those that it trained and that are still there, in the order of the log
 */
record StepRecords(TrainingStep step, List<PlacedGroup> groups) {

    StepRecords {
        groups = List.copyOf(groups);
    }

    /** Whether all that the step trained was found. */
    boolean isWhole() {
        return groups.size() == step.getGroups().size();
    }
}
