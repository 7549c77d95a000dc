package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import java.util.List;

/** Trajectories by their place in the log. */
public interface TrajectorySource {

    /**
     * Fetches trajectories, waiting for those that are not visible yet.
     *
     * @return as many as positions, in their order
     * @throws org.apache.kafka.common.errors.WakeupException if it is stopped from another thread
     */
    List<Fetched> fetch(List<LogPosition> positions);

    /** What lies at a position. */
    sealed interface Fetched {

        /** The trajectory. */
        record Found(Trajectory trajectory) implements Fetched {}

        /** Nothing that can ever be read, and why. */
        record Missing(String cause) implements Fetched {}
    }
}
