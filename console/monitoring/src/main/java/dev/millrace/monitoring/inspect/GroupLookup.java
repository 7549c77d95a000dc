package dev.millrace.monitoring.inspect;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.log.SingleScores;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Looks a group up by its id, whether it is closed or open. */
public final class GroupLookup {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<String, byte[]> consumer;
    private final GroupId group;

    private GroupLookup(KafkaConsumer<String, byte[]> consumer, GroupId group) {
        this.consumer = consumer;
        this.group = group;
    }

    /**
     * What the topics hold of a group: reads the partition of its key from the beginning until all of it is found, committed
     * records only. Without a trajectory there is no such group; without experience it is open or was dropped. Of the
     * scores, which are read for drawn images only, the first of each scorer counts, as in the assembly.
     *
     * @throws org.apache.kafka.common.KafkaException if the topics do not answer
     */
    public static LoggedGroup find(KafkaConnection connection, Topics topics, GroupId group) {
        AvroSerdes serdes = new AvroSerdes(connection);
        GroupParts parts = new GroupParts(group.value());
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                connection.reader("inspect"), new StringDeserializer(), new ByteArrayDeserializer())) {
            GroupLookup lookup = new GroupLookup(consumer, group);
            lookup.read(topics.trajectories(), serdes.deserializer(Trajectory.class), (trajectory, at) -> {
                parts.add(trajectory, at);
                return parts.hasAllTrajectories();
            });
            lookup.read(topics.experience(), serdes.deserializer(Experience.class), (experience, at) -> {
                parts.add(experience);
                return true;
            });
            if (parts.isDrawn()) {
                lookup.read(topics.scores(), serdes.deserializer(Score.class), (score, at) -> {
                    SingleScores.of(score).stream()
                            .filter(single -> !parts.hasScore(single.getIndex(), single.getScorer()))
                            .forEach(parts::add);
                    return false; // nobody knows how many there will be
                });
            }
        }
        return parts.group();
    }

    /** Takes a record of the group. */
    @FunctionalInterface
    private interface Taker<T> {

        /** Whether that is enough. */
        boolean take(T value, LogPosition at);
    }

    private <T extends SpecificRecord> void read(String topic, Deserializer<T> values, Taker<T> taker) {
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
                            && taker.take(
                                    values.deserialize(topic, record.value()),
                                    new LogPosition(record.partition(), record.offset()))) {
                        return;
                    }
                }
            }
        }
    }
}
