package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads trajectories by their positions. Thread-safe; one at a time. */
final class TrajectoryReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final LogReader<Trajectory> trajectories;
    private final String topic;

    TrajectoryReader(KafkaConnection connection, Topics topics) {
        this.topic = topics.trajectories();
        this.trajectories = LogReader.open(
                connection,
                "explain-trajectories",
                topic,
                new AvroSerdes(connection).deserializer(Trajectory.class),
                new LogReaderConfig(4L << 20, 20, PATIENCE));
    }

    /**
     * Reads one; empty where retention took it.
     *
     * @param records gets a line about it
     */
    synchronized Optional<Trajectory> read(LogPosition position, List<Evidence> records) {
        try {
            Trajectory trajectory = trajectories.fetch(position);
            records.add(new Evidence(
                    new RecordPlace(topic, position.getPartition(), position.getOffset(), trajectory.getSampledAt()),
                    "one of its trajectories",
                    Optional.of(trajectory.getGroupId())));
            return Optional.of(trajectory);
        } catch (LogPositionException e) {
            // What it would have said is left out of the facts.
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        trajectories.close();
    }
}
