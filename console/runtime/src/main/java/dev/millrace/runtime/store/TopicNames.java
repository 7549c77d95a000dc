package dev.millrace.runtime.store;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ImageObjects;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.store.NamedObjects;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightKey;
import dev.millrace.schemas.weights.WeightObjects;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Which objects of a store the records of a topic name: each topic is read once, from its beginning. */
final class TopicNames {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KafkaConnection connection;
    private final Topics topics;

    TopicNames(KafkaConnection connection, Topics topics) {
        this.connection = connection;
        this.topics = topics;
    }

    /**
     * What was read.
     *
     * @param names in full, area and digest
     * @param unreadable records that may name what nobody knows
     */
    record Found(Set<String> names, long unreadable) {}

    /** The objects that a record names. */
    private interface Naming<T> {
        List<String> of(T record);
    }

    /** Those of images. */
    Found images() {
        return read(
                topics.images(),
                ImageBlob.class,
                image -> image.getStore() == null
                        ? List.of()
                        : List.of(ImageObjects.key(topics.images(), image.getSha256())
                                .toString()));
    }

    /** Those of the weights of all runs. */
    Found weights() {
        return read(topics.weights(), WeightRecord.class, record -> {
            WeightObjects objects = new WeightObjects(topics.weights(), new RunId(record.getRunId()));
            return record.getBody() instanceof WeightManifest manifest
                    ? manifest.getShards().stream()
                            .map(shard -> objects.key(shard.getSha256()).toString())
                            .toList()
                    : List.of();
        });
    }

    private <T extends SpecificRecord> Found read(String topic, Class<T> type, Naming<T> naming) {
        NamedObjects<String> named = new NamedObjects<>();
        long unreadable = 0;
        try (Deserializer<T> values = new AvroSerdes(connection).deserializer(type);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.reader("millrace-store"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            ReadToEnd<byte[], byte[]> reading =
                    ReadToEnd.ofTopic(consumer, topic).within(PATIENCE);
            while (!reading.isDone()) {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                    unreadable += note(record, values, naming, named) ? 0 : 1;
                }
            }
        }
        return new Found(named.all(), unreadable);
    }

    /** Whether it can be read. What lies under a key counts once, as the last record says. */
    private static <T> boolean note(
            ConsumerRecord<byte[], byte[]> record,
            Deserializer<T> values,
            Naming<T> naming,
            NamedObjects<String> named) {
        String key = record.key() == null
                ? record.topic() + "-" + record.partition() + "@" + record.offset()
                : new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            named.release(key::equals);
            return true;
        }
        if (WeightKey.parse(record.key())
                .filter(each -> each.part() != WeightKey.MANIFEST)
                .isPresent()) {
            return true; // a chunk, which names nothing
        }
        try {
            named.put(key, naming.of(values.deserialize(record.topic(), record.value())));
            return true;
        } catch (SerializationException | IllegalArgumentException e) {
            return false;
        }
    }
}
