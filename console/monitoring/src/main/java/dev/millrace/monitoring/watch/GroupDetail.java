package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;
import java.util.Map;

/**
 * A closed group with everything that was said of it.
 *
 * @param trajectories those that could be read, by index
 * @param scores by index of the trajectory; may lack some that came long before or after the group was open
 */
public record GroupDetail(
        Experience experience, Map<Integer, Trajectory> trajectories, Map<Integer, List<Score>> scores) {}
