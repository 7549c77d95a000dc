package dev.millrace.monitoring.explain;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import java.util.Optional;

/**
 * Records of a run's newest step.
 *
 * @param group one that it trained, if the log still has it
 * @param trajectory one of that group, likewise
 * @param records the same, each in a few words
 */
public record RunEvidence(
        TrainingStep step, Optional<Experience> group, Optional<Trajectory> trajectory, List<Evidence> records) {

    public RunEvidence {
        records = List.copyOf(records);
    }
}
