package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads what the topics hold of one closed group: its trajectories by their positions, and its scores from the time in
 * which it was open. Thread-safe; one group at a time.
 */
public final class GroupReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Scores are made before the group's close, but clocks differ. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final LogReader<Trajectory> trajectories;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Score> scores;
    private final Topics topics;

    public GroupReader(KafkaConnection connection, Topics topics) {
        AvroSerdes serdes = new AvroSerdes(connection);
        this.topics = topics;
        this.trajectories = LogReader.open(
                connection,
                "watch-trajectories",
                topics.trajectories(),
                serdes.deserializer(Trajectory.class),
                new LogReaderConfig(8L << 20, 200, PATIENCE));
        this.scores = serdes.deserializer(Score.class);
        Map<String, Object> settings = connection.reader("watch-scores");
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads the group; what retention took is left out. */
    public synchronized GroupDetail read(Experience experience) {
        Map<Integer, Trajectory> found = new TreeMap<>();
        for (ExperienceTrajectory trajectory : experience.getTrajectories()) {
            try {
                found.put(trajectory.getIndex(), trajectories.fetch(trajectory.getSource()));
            } catch (LogPositionException e) {
                // Its row is shown without its text, which says as much.
                continue;
            }
        }
        return new GroupDetail(experience, found, scores(experience));
    }

    private Map<Integer, List<Score>> scores(Experience experience) {
        Map<Integer, List<Score>> byIndex = new TreeMap<>();
        if (experience.getTrajectories().isEmpty()) {
            return byIndex;
        }
        LogPosition source = experience.getTrajectories().get(0).getSource();
        TopicPartition partition = new TopicPartition(topics.scores(), source.getPartition());
        consumer.assign(List.of(partition));
        OffsetAndTimestamp from = consumer.offsetsForTimes(
                        Map.of(partition, experience.getOpenedAt().minus(MARGIN).toEpochMilli()))
                .get(partition);
        if (from == null) {
            return byIndex;
        }
        consumer.seek(partition, from.offset());
        long until = experience.getClosedAt().plus(MARGIN).toEpochMilli();
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isPast = false;
        while (!isPast && consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                isPast |= record.timestamp() > until;
                keep(record, experience.getGroupId(), byIndex);
            }
        }
        return byIndex;
    }

    private void keep(ConsumerRecord<byte[], byte[]> record, String group, Map<Integer, List<Score>> byIndex) {
        try {
            Score score = record.value() == null ? null : scores.deserialize(record.topic(), record.value());
            if (score != null && score.getGroupId().equals(group)) {
                byIndex.computeIfAbsent(score.getIndex(), index -> new ArrayList<>())
                        .add(score);
            }
        } catch (SerializationException e) {
            // The streams set it aside; here it is no score of this group.
            return;
        }
    }

    @Override
    public synchronized void close() {
        try (scores;
                consumer;
                trajectories) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
