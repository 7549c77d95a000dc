package dev.millrace.monitoring.inspect;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * What the topics hold of one group.
 *
 * @param trajectories by index
 * @param experience what the streams made of them; empty while the group is open or where it was dropped
 * @param scores what the scorers said, by index, the first of each scorer; read for drawn images only
 */
public record GroupRecords(
        SortedMap<Integer, Trajectory> trajectories,
        Optional<Experience> experience,
        SortedMap<Integer, List<Score>> scores) {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Looks a group up: reads the partition of its key from the beginning until all of it is found, committed records
     * only.
     *
     * @throws IllegalStateException if the topics do not answer in a minute
     */
    public static GroupRecords find(KafkaConnection connection, Topics topics, GroupId group, Clock clock) {
        AvroSerdes serdes = new AvroSerdes(connection);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                connection.reader("inspect"), new StringDeserializer(), new ByteArrayDeserializer())) {
            Lookup lookup = new Lookup(consumer, group, clock.instant().plus(PATIENCE), clock);
            SortedMap<Integer, Trajectory> trajectories = new TreeMap<>();
            lookup.read(topics.trajectories(), serdes.deserializer(Trajectory.class), trajectory -> {
                trajectories.put(trajectory.getIndex(), trajectory);
                return trajectories.size() == trajectory.getGroupSize();
            });
            List<Experience> experience = new ArrayList<>();
            lookup.read(topics.experience(), serdes.deserializer(Experience.class), experience::add);
            SortedMap<Integer, List<Score>> scores = new TreeMap<>();
            if (trajectories.values().stream().anyMatch(trajectory -> trajectory.getImage() != null)) {
                lookup.read(topics.scores(), serdes.deserializer(Score.class), score -> keep(score, scores));
            }
            return new GroupRecords(trajectories, experience.stream().findFirst(), scores);
        }
    }

    /** The first of a scorer counts, as in the assembly. Nobody knows how many there will be: never enough. */
    private static boolean keep(Score score, SortedMap<Integer, List<Score>> scores) {
        List<Score> ofOne = scores.computeIfAbsent(score.getIndex(), index -> new ArrayList<>());
        if (ofOne.stream().noneMatch(known -> known.getScorer().equals(score.getScorer()))) {
            ofOne.add(score);
        }
        return false;
    }

    /** Reads the records of one key. */
    private record Lookup(KafkaConsumer<String, byte[]> consumer, GroupId group, Instant until, Clock clock) {

        <T extends SpecificRecord> void read(String topic, Deserializer<T> values, Predicate<T> isEnough) {
            int partitions = consumer.partitionsFor(topic).size();
            // The partition that producers choose by default.
            byte[] key = group.value().getBytes(StandardCharsets.UTF_8);
            TopicPartition partition = new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
            long end = ends.getOrDefault(partition, 0L);
            try (values) {
                while (consumer.position(partition) < end) {
                    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                        if (group.value().equals(record.key())
                                && isEnough.test(values.deserialize(topic, record.value()))) {
                            return;
                        }
                    }
                    if (clock.instant().isAfter(until)) {
                        throw new IllegalStateException(partition + " was not read to offset " + end + " in "
                                + PATIENCE.toSeconds() + " s; is the broker well?");
                    }
                }
            }
        }
    }

    /** As it is shown, with each token as a word. */
    public SeenGroup seen(GroupId group, TokenWords words) {
        return GroupReading.of(group, this, words);
    }

    /** The text of single tokens. */
    @FunctionalInterface
    public interface TokenWords {
        String word(int token);
    }
}
