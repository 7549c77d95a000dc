package dev.millrace.cli.bench.weights;

import dev.millrace.cli.bench.BenchStack;
import dev.millrace.policy.weights.EncodedTensors;
import dev.millrace.schemas.weights.WeightAnnouncement;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The same bytes in chunks of the same length, in one transaction, without compression, through a topic of the same settings; a
 * consumer keeps them.
 */
final class PlainWeights implements AutoCloseable {

    private static final String TOPIC = "bench-raw-weights";
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<byte[]> held = new ArrayList<>();
    private long got;
    private long sent;

    PlainWeights(BenchStack stack) {
        stack.topicLike(TOPIC, stack.topics().weights());
        Map<String, Object> settings = stack.connection().transactionalProducer("bench-raw", "bench-raw");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        consumer = new KafkaConsumer<>(
                stack.connection().consumer("bench-raw-follower"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partition = List.of(new TopicPartition(TOPIC, 0));
        consumer.assign(partition);
        consumer.seekToEnd(partition);
        consumer.position(partition.get(0));
    }

    /** Publishes all bytes. */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails where a record was not stored
    void commit(EncodedTensors tensors) {
        producer.beginTransaction();
        try (InputStream in = tensors.open()) {
            byte[] chunk = in.readNBytes(WeightAnnouncement.DEFAULT_CHUNK_BYTES);
            while (chunk.length > 0) {
                producer.send(new ProducerRecord<>(TOPIC, key(sent++), chunk));
                chunk = in.readNBytes(WeightAnnouncement.DEFAULT_CHUNK_BYTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        producer.commitTransaction();
    }

    /** Of no other chunk: the topic is compacted. */
    private static byte[] key(long chunk) {
        return ByteBuffer.allocate(Long.BYTES).putLong(chunk).array();
    }

    /** Reads for a moment, and holds what came; says whether so many bytes are there, which are let go then. */
    boolean read(long bytes) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            held.add(record.value());
            got += record.value().length;
        }
        if (got < bytes) {
            return false;
        }
        held.clear();
        got = 0;
        return true;
    }

    @Override
    public void close() {
        try (producer;
                consumer) {
            // Each is closed, whatever the other throws.
        }
    }
}
