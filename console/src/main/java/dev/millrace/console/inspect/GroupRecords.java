package dev.millrace.console.inspect;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Looks a group up: reads the partition of its key from the beginning until all of it is found, committed records
     * only.
     *
     * @throws org.apache.kafka.common.KafkaException if the topics do not answer
     */
    public static GroupRecords find(KafkaConnection connection, Topics topics, GroupId group) {
        AvroSerdes serdes = new AvroSerdes(connection);
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                connection.reader("inspect"), new StringDeserializer(), new ByteArrayDeserializer())) {
            Lookup lookup = new Lookup(consumer, group);
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
    private record Lookup(KafkaConsumer<String, byte[]> consumer, GroupId group) {

        <T extends SpecificRecord> void read(String topic, Deserializer<T> values, Predicate<T> isEnough) {
            int partitions = consumer.partitionsFor(topic).size();
            // The partition that producers choose by default.
            byte[] key = group.value().getBytes(StandardCharsets.UTF_8);
            TopicPartition partition = new TopicPartition(topic, Utils.toPositive(Utils.murmur2(key)) % partitions);
            ReadToEnd<String, byte[]> reading =
                    ReadToEnd.ofWhole(consumer, List.of(partition)).within(PATIENCE);
            try (values) {
                while (!reading.isDone()) {
                    for (ConsumerRecord<String, byte[]> record : reading.poll()) {
                        if (group.value().equals(record.key())
                                && isEnough.test(values.deserialize(topic, record.value()))) {
                            return;
                        }
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
