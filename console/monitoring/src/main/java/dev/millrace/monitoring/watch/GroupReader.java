package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    /** Reads the group; what retention took is left out. Scores may be there without their trajectory. */
    public synchronized GroupParts read(Experience experience) {
        GroupParts parts = new GroupParts(experience.getGroupId());
        parts.add(experience);
        for (ExperienceTrajectory trajectory : experience.getTrajectories()) {
            try {
                parts.add(trajectories.fetch(trajectory.getSource()), trajectory.getSource());
            } catch (LogPositionException e) {
                // Its row is shown without its text, which says as much.
                continue;
            }
        }
        if (!experience.getTrajectories().isEmpty()) {
            scores(experience, parts);
        }
        return parts;
    }

    private void scores(Experience experience, GroupParts parts) {
        LogPosition source = experience.getTrajectories().get(0).getSource();
        TopicPartition partition = new TopicPartition(topics.scores(), source.getPartition());
        consumer.assign(List.of(partition));
        OffsetAndTimestamp from = consumer.offsetsForTimes(
                        Map.of(partition, experience.getOpenedAt().minus(MARGIN).toEpochMilli()))
                .get(partition);
        if (from == null) {
            return;
        }
        consumer.seek(partition, from.offset());
        long until = experience.getClosedAt().plus(MARGIN).toEpochMilli();
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.from(consumer, List.of(partition));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean isPast = false;
        while (!isPast && !reading.isDone() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                isPast |= record.timestamp() > until;
                keep(record, experience.getGroupId(), parts);
            }
        }
    }

    private void keep(ConsumerRecord<byte[], byte[]> record, String group, GroupParts parts) {
        try {
            Score score = record.value() == null ? null : scores.deserialize(record.topic(), record.value());
            if (score != null && score.getGroupId().equals(group)) {
                SingleScores.of(score).forEach(parts::add);
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
