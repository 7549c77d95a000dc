package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the prompts of groups from where their ids say that they lie. One thread at a time. */
final class PromptReader implements AutoCloseable {

    /** A prompt, and when it was published. */
    record Asked(Prompt prompt, Instant at) {}

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Prompts that lie no farther apart are read in one go. */
    private static final long NEARBY = 500;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Prompt> values;
    private final Topics topics;

    PromptReader(KafkaConnection connection, Topics topics) {
        this.topics = topics;
        this.values = new AvroSerdes(connection).deserializer(Prompt.class);
        Map<String, Object> settings = connection.reader("watch-prompts");
        // Retention may take what is read next.
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The prompts of these groups, by their ids; what is gone, or never was, is left out. */
    Map<String, Asked> read(Collection<String> groups) {
        Map<TopicPartition, TreeMap<Long, String>> wanted = wanted(groups);
        Map<String, Asked> found = new HashMap<>();
        wanted.forEach((partition, places) -> read(partition, places, found));
        return found;
    }

    private Map<TopicPartition, TreeMap<Long, String>> wanted(Collection<String> groups) {
        Set<TopicPartition> known = new HashSet<>(Partitions.of(consumer, topics.prompts()));
        Map<TopicPartition, TreeMap<Long, String>> wanted = new HashMap<>();
        for (String group : groups) {
            PromptPlace.of(group).ifPresent(place -> {
                TopicPartition partition = new TopicPartition(topics.prompts(), place.partition());
                if (known.contains(partition)) {
                    wanted.computeIfAbsent(partition, any -> new TreeMap<>()).put(place.offset(), group);
                }
            });
        }
        return wanted;
    }

    private void read(TopicPartition partition, TreeMap<Long, String> places, Map<String, Asked> found) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        places.tailMap(end, true).clear();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long position = -1;
        while (!places.isEmpty() && System.nanoTime() - deadline < 0) {
            long next = places.firstKey();
            if (position < 0 || next - position > NEARBY) {
                consumer.seek(partition, next);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                String group = places.remove(record.offset());
                if (group != null) {
                    keep(group, record, found);
                }
                deadline = System.nanoTime() + PATIENCE.toNanos();
            }
            position = consumer.position(partition);
            places.headMap(position).clear();
        }
    }

    private void keep(String group, ConsumerRecord<byte[], byte[]> record, Map<String, Asked> found) {
        try {
            if (record.value() != null) {
                Prompt prompt = values.deserialize(record.topic(), record.value());
                found.put(group, new Asked(prompt, Instant.ofEpochMilli(record.timestamp())));
            }
        } catch (SerializationException e) {
            // No prompt that can be shown lies there.
            return;
        }
    }

    @Override
    public void close() {
        try (values;
                consumer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
