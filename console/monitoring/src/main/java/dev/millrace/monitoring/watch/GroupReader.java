package dev.millrace.monitoring.watch;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.schemas.log.LogPositionException;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads what the topics hold of one closed group: its trajectories by their positions, and its scores from the time in
 * which it was open. Thread-safe; one group at a time.
 */
public final class GroupReader implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Scores are made before the group's close, but clocks differ. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** A group that was dropped is looked for in the log of so long after its prompt. */
    private static final Duration LONGEST_OPEN = Duration.ofHours(1);

    /** Trajectories of a group lie in one transaction, side by side with those of few others. */
    private static final long AROUND = 256;

    private final LogReader<Trajectory> trajectories;
    private final TopicStretch stretch;
    private final Deserializer<Trajectory> trajectory;
    private final Deserializer<Score> score;
    private final Topics topics;

    public GroupReader(KafkaConnection connection, Topics topics) {
        this(connection, topics, PATIENCE);
    }

    /** @param patience for scores, and for what was not credited */
    public GroupReader(KafkaConnection connection, Topics topics, Duration patience) {
        AvroSerdes serdes = new AvroSerdes(connection);
        this.topics = topics;
        this.trajectories = LogReader.open(
                connection,
                "watch-trajectories",
                topics.trajectories(),
                serdes.deserializer(Trajectory.class),
                new LogReaderConfig(8L << 20, 200, PATIENCE));
        this.trajectory = serdes.deserializer(Trajectory.class);
        this.score = serdes.deserializer(Score.class);
        this.stretch = new TopicStretch(connection, "watch-scores", patience);
    }

    /**
     * What was read of a group.
     *
     * @param isWhole false where reading took too long, so that scores, or what was not credited, may be missing
     */
    public record Found(GroupParts parts, boolean isWhole) {}

    /** Reads the group; what retention took is left out. Scores may be there without their trajectory. */
    public synchronized Found read(Experience experience) {
        GroupParts parts = answers(experience);
        boolean isWhole = true;
        List<ExperienceTrajectory> survivors = experience.getTrajectories();
        if (!survivors.isEmpty()) {
            int partition = survivors.get(0).getSource().getPartition();
            if (survivors.size() < experience.getGroupSize()) {
                isWhole = others(experience, partition, parts);
            }
            isWhole &= scores(
                    partition, experience.getOpenedAt(), experience.getClosedAt(), parts, experience.getGroupId());
        }
        return new Found(parts, isWhole);
    }

    /** Reads the trajectories that were credited, without their scores. */
    public synchronized GroupParts answers(Experience experience) {
        GroupParts parts = new GroupParts(experience.getGroupId());
        parts.add(experience);
        for (ExperienceTrajectory survivor : experience.getTrajectories()) {
            try {
                parts.add(trajectories.fetch(survivor.getSource()), survivor.getSource());
            } catch (LogPositionException e) {
                // Its row is shown without its text, which says as much.
                continue;
            }
        }
        return parts;
    }

    /** Reads a group of which nothing was credited, from the time of its prompt on: its trajectories and its scores. */
    public synchronized Found readDropped(String group, Instant from, Instant until) {
        GroupParts parts = new GroupParts(group);
        int partitions = stretch.partitions(topics.trajectories());
        // The partition that producers choose by default.
        int partition = Utils.toPositive(Utils.murmur2(key(group))) % partitions;
        Instant end = until.isAfter(from.plus(LONGEST_OPEN)) ? from.plus(LONGEST_OPEN) : until;
        boolean isWhole = stretch.read(
                new TopicPartition(topics.trajectories(), partition),
                from.minus(MARGIN),
                end.plus(MARGIN),
                record -> trajectory(record, group, parts));
        isWhole &= scores(partition, from, end, parts, group);
        return new Found(parts, isWhole);
    }

    /** One trajectory of a group; empty where it was not credited, or retention took it. */
    public synchronized Optional<Trajectory> trajectory(Experience experience, int index) {
        try {
            return experience.getTrajectories().stream()
                    .filter(survivor -> survivor.getIndex() == index)
                    .findFirst()
                    .map(survivor -> trajectories.fetch(survivor.getSource()));
        } catch (LogPositionException e) {
            return Optional.empty();
        }
    }

    /** The hashes of the first images that were drawn in a group. */
    public synchronized List<String> drawn(Experience experience, int most) {
        List<String> hashes = new ArrayList<>();
        for (ExperienceTrajectory survivor :
                experience.getTrajectories().stream().limit(most).toList()) {
            try {
                Stream.ofNullable(trajectories.fetch(survivor.getSource()).getImage())
                        .map(ImageRef::getSha256)
                        .forEach(hashes::add);
            } catch (LogPositionException e) {
                // Retention took it; there is no picture to show.
                continue;
            }
        }
        return hashes;
    }

    /** Those that were not credited lie beside those that were. */
    private boolean others(Experience experience, int partition, GroupParts parts) {
        List<Long> known = experience.getTrajectories().stream()
                .map(survivor -> survivor.getSource().getOffset())
                .sorted()
                .toList();
        return stretch.read(
                new TopicPartition(topics.trajectories(), partition),
                Math.max(0, known.get(0) - AROUND),
                known.get(known.size() - 1) + AROUND,
                record -> trajectory(record, experience.getGroupId(), parts));
    }

    private boolean scores(int partition, Instant opened, Instant closed, GroupParts parts, String group) {
        return stretch.read(
                new TopicPartition(topics.scores(), partition),
                opened.minus(MARGIN),
                closed.plus(MARGIN),
                record -> read(record, group, score)
                        .filter(read -> read.getGroupId().equals(group))
                        .ifPresent(read -> SingleScores.of(read).forEach(parts::add)));
    }

    private void trajectory(ConsumerRecord<byte[], byte[]> record, String group, GroupParts parts) {
        read(record, group, trajectory)
                .filter(read -> read.getGroupId().equals(group))
                .ifPresent(read -> parts.add(read, new LogPosition(record.partition(), record.offset())));
    }

    private static <T> Optional<T> read(ConsumerRecord<byte[], byte[]> record, String group, Deserializer<T> values) {
        byte[] key = record.key();
        if (record.value() == null || key == null || !new String(key, StandardCharsets.UTF_8).equals(group)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Objects.requireNonNull(values.deserialize(record.topic(), record.value())));
        } catch (SerializationException e) {
            // The streams set it aside; here it is nothing of this group.
            return Optional.empty();
        }
    }

    private static byte[] key(String group) {
        return group.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized void close() {
        try (score;
                trajectory;
                stretch;
                trajectories) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
