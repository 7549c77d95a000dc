package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.id.GroupId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The one partition of the experience topic, record by record from a given offset. It never commits and never resets:
 * where it stands is the learner's to decide.
 *
 * <p>Belongs to one thread; another one stops it with {@link #wakeup()}. Closing it closes the consumer.
 */
public final class ExperienceLog implements ExperienceSource, AutoCloseable {

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Experience> deserializer;
    private final TopicPartition partition;
    private final Deque<ConsumerRecord<byte[], byte[]>> read = new ArrayDeque<>();

    /**
     * @param consumer a read_committed consumer of raw bytes without automatic reset, used for nothing else
     * @param topic the experience topic, which has one partition
     */
    public ExperienceLog(Consumer<byte[], byte[]> consumer, Deserializer<Experience> deserializer, String topic) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
    }

    /** The partition it reads. */
    public TopicPartition partition() {
        return partition;
    }

    /** Offset of the oldest record that the topic still holds. */
    public long beginning() {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /**
     * Requires that the topic still holds all from an offset on.
     *
     * @throws ExperienceGoneException if it begins behind it
     */
    public void requireHeld(long offset) {
        long beginning = beginning();
        if (beginning > offset) {
            throw new ExperienceGoneException(
                    partition + " no longer holds offset " + offset + ", where training must go on; it begins at "
                            + beginning + ". Start a new run, or restore the topic",
                    null);
        }
    }

    @Override
    public void seek(long offset) {
        read.clear();
        consumer.seek(partition, offset);
    }

    /**
     * The next entry, or empty if none came in time.
     *
     * @throws ExperienceGoneException if the log no longer holds the offset it stands at
     * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup()}
     */
    @Override
    public Optional<LogEntry> next(Duration timeout) {
        if (read.isEmpty()) {
            try {
                consumer.poll(timeout).forEach(read::add);
            } catch (OffsetOutOfRangeException e) {
                throw gone(e.offsetOutOfRangePartitions(), e);
            }
        }
        return Optional.ofNullable(read.poll()).map(this::entry);
    }

    private ExperienceGoneException gone(Map<TopicPartition, Long> offsets, OffsetOutOfRangeException cause) {
        return new ExperienceGoneException(
                partition + " no longer holds offset " + offsets.get(partition)
                        + ", where training must go on; it begins at " + beginning()
                        + ". Start a new run, or restore the topic",
                cause);
    }

    private LogEntry entry(ConsumerRecord<byte[], byte[]> raw) {
        try {
            Experience experience = deserializer.deserialize(raw.topic(), raw.value());
            if (experience == null) {
                return new LogEntry.Unreadable(raw, new SerializationException("the record has no value"));
            }
            if (!GroupId.isValid(experience.getGroupId())) {
                return new LogEntry.Unreadable(raw, new SerializationException("the experience names no group"));
            }
            return new LogEntry.Readable(raw.offset(), experience);
        } catch (SerializationException e) {
            return new LogEntry.Unreadable(raw, e);
        }
    }

    /** Makes a waiting {@link #next} end. Safe from any thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
