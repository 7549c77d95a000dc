package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads a step and the experience that it trained, which lies between where the step before it ended and where it ended
 * itself. It reads {@value #MOST_READ} records at most, for a few seconds. Thread-safe; one step at a time.
 */
final class StepReader implements AutoCloseable {

    static final int MOST_READ = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final LogReader<TrainingStep> steps;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Experience> experience;
    private final TopicPartition partition;

    StepReader(KafkaConnection connection, Topics topics) {
        AvroSerdes serdes = new AvroSerdes(connection);
        this.steps = LogReader.open(
                connection,
                "explain-steps",
                topics.trainingSteps(),
                serdes.deserializer(TrainingStep.class),
                new LogReaderConfig(1L << 20, 20, PATIENCE));
        this.experience = serdes.deserializer(Experience.class);
        this.partition = new TopicPartition(topics.experience(), 0);
        Map<String, Object> settings = connection.reader("explain-experience");
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads a step.
     *
     * @param before where the step before it lies; empty for the first that is known
     * @throws dev.millrace.schemas.log.LogPositionException if the record of a step is gone, or cannot be read
     */
    synchronized StepRecords read(RecordPlace place, Optional<RecordPlace> before) {
        TrainingStep step = steps.fetch(position(place));
        long begin =
                before.map(each -> steps.fetch(position(each)).getNextOffset()).orElse(0L);
        return new StepRecords(step, groups(step, begin));
    }

    private static LogPosition position(RecordPlace place) {
        return new LogPosition(place.partition(), place.offset());
    }

    private List<PlacedGroup> groups(TrainingStep step, long begin) {
        Map<String, PackedInts> wanted = new HashMap<>();
        for (TrainedGroup group : step.getGroups()) {
            wanted.put(group.getGroupId(), PackedInts.view(group.getIndices()));
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin);
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.upTo(consumer, Map.of(partition, step.getNextOffset()));
        List<PlacedGroup> found = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int read = 0;
        while (found.size() < wanted.size()
                && read < MOST_READ
                && !reading.isDone()
                && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                read++;
                keep(record, wanted).ifPresent(found::add);
            }
        }
        return found;
    }

    private Optional<PlacedGroup> keep(ConsumerRecord<byte[], byte[]> record, Map<String, PackedInts> wanted) {
        try {
            Experience group = record.value() == null ? null : experience.deserialize(record.topic(), record.value());
            PackedInts indices = group == null ? null : wanted.get(group.getGroupId());
            if (group == null || indices == null) {
                return Optional.empty();
            }
            List<ExperienceTrajectory> trained = group.getTrajectories().stream()
                    .filter(each -> holds(indices, each.getIndex()))
                    .toList();
            return Optional.of(new PlacedGroup(RecordPlace.of(record), group, trained));
        } catch (SerializationException e) {
            // A record that cannot be read was not trained either.
            return Optional.empty();
        }
    }

    private static boolean holds(PackedInts indices, int index) {
        for (int i = 0; i < indices.length(); i++) {
            if (indices.at(i) == index) {
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized void close() {
        try (experience;
                consumer;
                steps) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
