package dev.millrace.workers;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.WorkerNames;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the Kafka clients of one worker; each belongs to its caller. */
final class WorkerClients {

    /** Longer than any batch takes, images that are waited for included. */
    private static final int MAX_POLL_INTERVAL_MS = 600_000;

    private static final int MAX_BLOCK_MS = 15_000;

    private final KafkaConnection connection;
    private final WorkerNames names;

    WorkerClients(KafkaConnection connection, WorkerNames names) {
        this.connection = connection;
        this.names = names;
    }

    /** A member of the workers' group. */
    Consumer<byte[], byte[]> prompts(int batchPrompts) {
        Map<String, Object> settings = connection.consumer(names.client("prompts"));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, names.of().workers());
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, batchPrompts);
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MS);
        // The broker's own assignor: a worker that joins takes over partitions while the others go on.
        settings.putIfAbsent(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
        return consumer(settings);
    }

    /** Reads drops, and keeps the run's count of them. */
    Consumer<byte[], byte[]> drops() {
        Map<String, Object> settings = connection.consumer(names.client("drops"));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, names.of().workerDrops());
        return consumer(settings);
    }

    Consumer<byte[], byte[]> weights() {
        return consumer(connection.consumer(names.client("weights")));
    }

    Producer<byte[], byte[]> producer() {
        Map<String, Object> settings =
                connection.transactionalProducer(names.client("producer"), names.transactionalId());
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        // A dead letter is larger than the prompt it holds, by its cause.
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, RecordLimits.MAX_LETTER_BYTES);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Tells of servers, outside of transactions. */
    Producer<byte[], byte[]> reports() {
        Map<String, Object> settings = connection.producer(names.client("reports"));
        settings.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Where weights lie that are too large for the log. */
    Optional<ObjectStore> store() {
        return connection.openStore();
    }

    Admin admin() {
        return Admin.create(connection.client(names.client("admin")));
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(new HashMap<>(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
