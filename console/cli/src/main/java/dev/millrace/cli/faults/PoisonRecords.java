package dev.millrace.cli.faults;

import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.TopicSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes records that are none: real ones with flipped bits, cut short, under an unknown schema, with a huge length
 * declared, and noise. What happens to be readable after all is not published, since it would be a forgery and no damage.
 */
final class PoisonRecords {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final int POLLS = 20;

    private final KafkaConnection connection;
    private final TopicCatalogue catalogue;
    private final Random random;
    private final String run;

    PoisonRecords(KafkaConnection connection, TopicCatalogue catalogue, String run, long seed) {
        this.connection = connection;
        this.catalogue = catalogue;
        this.run = run;
        this.random = new Random(seed);
    }

    /** Publishes some on every topic that has a schema; gives their number. */
    int publish() {
        int published = 0;
        Map<String, Object> reading = connection.consumer("poison");
        reading.put("auto.offset.reset", "earliest"); // retention may delete what was to be read
        try (KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        connection.producer("poison"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (TopicSpec spec : catalogue.specs()) {
                Class<? extends SpecificRecord> type = spec.value();
                if (type == null) {
                    continue;
                }
                ConsumerRecord<byte[], byte[]> real = sample(consumer, spec);
                byte[] value = real == null ? new byte[] {0, 0, 0, 0, 1} : real.value();
                for (byte[] poison : variants(value)) {
                    if (isPoison(spec.name(), type, poison)) {
                        store(producer, new ProducerRecord<>(spec.name(), key(spec, real), poison));
                        published++;
                    }
                }
            }
        }
        return published;
    }

    /**
     * A group of experience that cannot be read is dropped under its key, and on a compacted topic a key takes the place of
     * what it named before; it must not be one that can be read.
     */
    private byte @Nullable [] key(TopicSpec spec, @Nullable ConsumerRecord<byte[], byte[]> real) {
        if (spec.name().equals(catalogue.names().experience()) || isCompacted(spec)) {
            return (run + "/poison/" + random.nextInt(Integer.MAX_VALUE)).getBytes(StandardCharsets.UTF_8);
        }
        return real == null ? null : real.key();
    }

    private static boolean isCompacted(TopicSpec spec) {
        return spec.settings()
                .getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "")
                .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private List<byte[]> variants(byte[] real) {
        List<byte[]> variants = new ArrayList<>();
        byte[] flipped = real.clone();
        for (int i = 0; i < 1 + real.length / 8; i++) {
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        variants.add(flipped);
        variants.add(Arrays.copyOf(real, random.nextInt(real.length)));
        byte[] unknownSchema = real.clone();
        ByteBuffer.wrap(unknownSchema).put((byte) 0).putInt(1_000_000 + random.nextInt(1_000_000));
        variants.add(unknownSchema);
        // The first field of every record is a string: its length as a zigzag varint of 2 GiB.
        variants.add(ByteBuffer.allocate(12)
                .put(real, 0, 5)
                .put(new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 1, 2})
                .array());
        byte[] noise = new byte[64];
        random.nextBytes(noise);
        variants.add(noise);
        return variants;
    }

    private boolean isPoison(String topic, Class<? extends SpecificRecord> type, byte[] value) {
        try (Deserializer<? extends SpecificRecord> deserializer = new AvroSerdes(connection).deserializer(type)) {
            deserializer.deserialize(topic, value);
            return false;
        } catch (SerializationException e) {
            return true;
        }
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> sample(
            KafkaConsumer<byte[], byte[]> consumer, TopicSpec spec) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < spec.partitions(); partition++) {
            partitions.add(new TopicPartition(spec.name(), partition));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        for (int i = 0; i < POLLS; i++) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.value() != null && record.value().length > 5) {
                    return record;
                }
            }
            if (partitions.stream()
                    .allMatch(partition -> consumer.currentLag(partition).orElse(1) == 0)) {
                return null;
            }
        }
        return null;
    }

    private static void store(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> poison) {
        try {
            producer.send(poison).get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("poison could not be stored on " + poison.topic() + ": " + e.getCause(), e);
        }
    }
}
