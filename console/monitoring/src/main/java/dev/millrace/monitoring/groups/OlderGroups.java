package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads experience backwards, a stretch of the log at a time: the topic has one partition, so what is older lies before.
 * One thread at a time.
 */
final class OlderGroups implements AutoCloseable {

    /**
     * What a stretch held.
     *
     * @param from where it began; what is older lies before that
     * @param begin the first offset of the log; nothing is older where the stretch began there
     * @param bytes size of what was read
     * @param found the groups of the run, the oldest first
     */
    record Stretch(long from, long begin, long bytes, List<PlacedExperience> found) {

        Stretch {
            found = List.copyOf(found);
        }

        boolean isFirst() {
            return from <= begin;
        }
    }

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Experience> values;
    private final TopicPartition partition;
    private final RunId run;

    OlderGroups(KafkaConnection connection, Topics topics, RunId run, String clientId) {
        this.run = run;
        this.partition = new TopicPartition(topics.experience(), 0);
        this.values = new AvroSerdes(connection).deserializer(Experience.class);
        Map<String, Object> settings = connection.reader(clientId);
        // Retention may take what is read next.
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The groups of the run in the offsets before one.
     *
     * @param before the first offset that is not read
     * @param offsets how many are, of which some are marks of transactions or groups of other runs
     */
    Stretch before(long before, int offsets) {
        consumer.assign(List.of(partition));
        long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = Math.min(before, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
        long from = Math.max(begin, before - offsets);
        List<PlacedExperience> found = new ArrayList<>();
        long bytes = 0;
        if (from < end) {
            consumer.seek(partition, from);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    bytes += Math.max(0, record.serializedValueSize());
                    if (record.offset() < end) {
                        keep(record, found);
                    }
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
            }
        }
        return new Stretch(from, begin, bytes, found);
    }

    private void keep(ConsumerRecord<byte[], byte[]> record, List<PlacedExperience> found) {
        if (record.value() == null || run.isStrangerTo(record.key())) {
            return;
        }
        try {
            Experience experience = values.deserialize(record.topic(), record.value());
            if (experience.getRunId().equals(run.value())) {
                found.add(new PlacedExperience(experience, record.offset()));
            }
        } catch (SerializationException e) {
            // The watch counts what cannot be read, as far as it reads; here it is no group.
            return;
        }
    }

    /** The record at an offset; empty where there is none of the run. */
    Optional<PlacedExperience> at(long offset) {
        return before(offset + 1, 1).found().stream()
                .filter(found -> found.offset() == offset)
                .findFirst();
    }

    /** The record of a group that was closed after a moment, as far as it is found within a few seconds. */
    Optional<PlacedExperience> of(String group, Instant after) {
        consumer.assign(List.of(partition));
        OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(partition, after.toEpochMilli()))
                .get(partition);
        if (first == null) {
            return Optional.empty();
        }
        consumer.seek(partition, first.offset());
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.from(consumer, List.of(partition));
        byte[] key = group.getBytes(StandardCharsets.UTF_8);
        List<PlacedExperience> found = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (found.isEmpty() && !reading.isDone() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                if (Arrays.equals(key, record.key())) {
                    keep(record, found);
                }
            }
        }
        return found.stream().findFirst();
    }

    @Override
    public void close() {
        try (values;
                consumer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
