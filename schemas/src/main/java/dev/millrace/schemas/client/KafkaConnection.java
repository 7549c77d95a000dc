package dev.millrace.schemas.client;

import dev.millrace.schemas.secret.Redaction;
import dev.millrace.schemas.secret.SecretNames;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.RecordLimits;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How to reach the broker, the schema registry and the object store.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param registryUrl URL of a Confluent-compatible registry
 * @param properties further client properties, for instance of TLS and SASL, given to every client; what a promise rests
 *     on is put over them ({@link ClientKind}), and {@link ClientProperties} says beforehand what that would be
 * @param store which object store holds what is too large for the log; empty where all goes through the log
 */
public record KafkaConnection(
        String bootstrapServers, String registryUrl, Map<String, String> properties, Optional<StoreSettings> store) {

    private static final String READER_WAIT_MILLIS = "20";

    /** A connection without an object store. */
    public KafkaConnection(String bootstrapServers, String registryUrl, Map<String, String> properties) {
        this(bootstrapServers, registryUrl, properties, Optional.empty());
    }

    public KafkaConnection {
        properties = Map.copyOf(properties);
        properties.forEach((key, value) -> {
            if (SecretNames.isSecret(key)) {
                Redaction.add(value);
            }
        });
    }

    /**
     * Opens the object store, where there is one; the caller closes it.
     *
     * @throws IllegalArgumentException if its settings are wrong
     */
    public Optional<ObjectStore> openStore() {
        return store.map(StoreSettings::open);
    }

    /** Settings that every client shares. */
    public Map<String, Object> client(String clientId) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        if (properties
                .getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "")
                .toUpperCase(Locale.ROOT)
                .endsWith("SSL")) {
            settings.putIfAbsent(RenewingTls.SETTING, RenewingTls.class.getName());
        }
        return settings;
    }

    /**
     * Settings of a consumer that sees committed records only and commits nothing by itself. It stops with an error
     * where its offset is gone ({@code auto.offset.reset=none}); callers that begin somewhere say where.
     */
    public Map<String, Object> consumer(String clientId) {
        Map<String, Object> settings = client(clientId);
        ClientKind.CONSUMER.apply(settings);
        return settings;
    }

    /**
     * The same for a consumer that reads what is there, topic after topic. Where it turns to another partition it waits out
     * the request that it left waiting at the end of a log, so that request waits for {@value #READER_WAIT_MILLIS} ms only.
     */
    public Map<String, Object> reader(String clientId) {
        Map<String, Object> settings = consumer(clientId);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, READER_WAIT_MILLIS);
        return settings;
    }

    /** Settings of a producer whose records are durable and in order. */
    public Map<String, Object> producer(String clientId) {
        Map<String, Object> settings = client(clientId);
        ClientKind.PRODUCER.apply(settings);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(RecordLimits.MAX_RECORD_BYTES));
        return settings;
    }

    /** Settings of a producer that publishes in transactions, fencing older ones of the same {@code transactionalId}. */
    public Map<String, Object> transactionalProducer(String clientId, String transactionalId) {
        Map<String, Object> settings = producer(clientId);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        ClientKind.TRANSACTIONAL_PRODUCER.apply(settings);
        return settings;
    }

    /** The registry's URL for messages: without a user and password that may stand in it. */
    public String registryName() {
        return RegistryAddress.of(registryUrl).toString();
    }

    /** Who the clients are to the broker, as a message names them: {@code user NAME}, or {@code this user}. */
    public String user() {
        return BrokerFailure.user(properties);
    }

    /** Without the values of the properties, some of which are secret. */
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + ", " + registryName() + ", " + new TreeSet<>(properties.keySet())
                + store.map(settings -> ", " + settings).orElse("") + "]";
    }
}
