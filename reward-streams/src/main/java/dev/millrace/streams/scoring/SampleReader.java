package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes samples of raw records, so that a record that cannot be read stops nothing. */
final class SampleReader {

    private final RunId run;
    private final Deserializer<Trajectory> trajectories;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> deadLetters;

    /** @param deadLetters takes the records that cannot be read, with the cause */
    SampleReader(
            RunId run,
            Deserializer<Trajectory> trajectories,
            BiConsumer<ConsumerRecord<byte[], byte[]>, Throwable> deadLetters) {
        this.run = run;
        this.trajectories = trajectories;
        this.deadLetters = deadLetters;
    }

    /**
     * The sample of a record.
     *
     * @return empty for a record of another run, and for one that cannot be read
     */
    Optional<Sample> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            Trajectory trajectory = trajectories.deserialize(record.topic(), record.value());
            if (trajectory == null) {
                throw new SerializationException("a trajectory without a value");
            }
            return trajectory.getRunId().equals(run.value()) ? Optional.of(Sample.of(trajectory)) : Optional.empty();
        } catch (SerializationException | IllegalArgumentException e) {
            if (!run.isStrangerTo(record.key())) {
                deadLetters.accept(record, e);
            }
            return Optional.empty();
        }
    }
}
