package dev.millrace.schemas.client;

import dev.millrace.schemas.topic.RecordLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach the broker and the schema registry.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param registryUrl URL of a Confluent-compatible registry
 * @param properties further client properties, for instance of TLS and SASL, given to every client
 */
public record KafkaConnection(String bootstrapServers, String registryUrl, Map<String, String> properties) {

    /** Most that one answer of a broker holds, in bytes, in all partitions and in one of them. */
    private static final int FETCH_BYTES = 16 * 1024 * 1024;

    private static final int PARTITION_FETCH_BYTES = 4 * 1024 * 1024;

    /** A group of trajectories fits; Kafka's 16 KiB are for smaller records. */
    private static final int BATCH_BYTES = 128 * 1024;

    /** The open transaction of a process that was killed hides what others commit behind it for as long as this. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

    public KafkaConnection {
        properties = Map.copyOf(properties);
    }

    /** Settings that every client shares. */
    public Map<String, Object> client(String clientId) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        return settings;
    }

    /**
     * Settings of a consumer that sees committed records only and commits nothing by itself. It stops with an error
     * where its offset is gone ({@code auto.offset.reset=none}); callers that begin somewhere say where.
     */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = client(clientId);
        fetchBounds().forEach(settings::putIfAbsent);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return settings;
    }

    /**
     * Bounds, by Kafka's names, of what a consumer holds of one answer. A batch that is larger than they are comes
     * alone; how large a batch can be, the topics' settings say.
     */
    public static Map<String, String> fetchBounds() {
        return Map.of(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(FETCH_BYTES),
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(PARTITION_FETCH_BYTES));
    }

    /** Settings of a producer whose records are durable and in order. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = client(clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none"); // topics store what they hold uncompressed
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, String.valueOf(BATCH_BYTES));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(RecordLimits.MAX_RECORD_BYTES));
        return settings;
    }

    /** Settings of a producer that publishes in transactions, fencing older ones of the same {@code transactionalId}. */
    public Map<String, Object> transactionalProducer(String clientId, String transactionalId) {
        Map<String, Object> settings = producer(clientId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(TRANSACTION_TIMEOUT.toMillis()));
        return settings;
    }

    /** The registry's URL for messages: without a user and password that may stand in it. */
    public String registryName() {
        return RegistryAddress.of(registryUrl).toString();
    }

    /** Without the values of the properties, some of which are secret. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + ", " + registryName() + ", " + new TreeSet<>(properties.keySet())
                + "]";
    }
}
