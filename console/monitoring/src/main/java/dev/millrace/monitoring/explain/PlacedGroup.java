package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.util.List;

/**
 * A group that a step trained, as it lies in the log.
 *
 * @param experience its record
 * @param trained those of its trajectories that the step trained
 */
record PlacedGroup(RecordPlace place, Experience experience, List<ExperienceTrajectory> trained) {

    PlacedGroup {
        trained = List.copyOf(trained);
    }
}
