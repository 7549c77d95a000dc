package dev.millrace.schemas.client;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Names of settings that Kafka's consumers, producers and admins know, and the client of the registry. A name that none
 * of them knows is passed on all the same: it may be meant for a plug-in of the user's.
 */
public final class KnownProperties {

    private static final String REGISTRY = "schema.registry.";

    /** Any name may follow these. */
    private static final List<String> OPEN = List.of("request.header.", "metrics.context.", "topic.");

    private static final SortedSet<String> NAMES = names();

    private KnownProperties() {}

    private static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        names.addAll(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        names.addAll(AbstractKafkaSchemaSerDeConfig.baseConfigDef().names());
        for (ClientKind kind : ClientKind.values()) {
            kind.rules().forEach(rule -> names.add(rule.key()));
        }
        names.addAll(List.of(
                SchemaRegistryClientConfig.HTTP_CONNECT_TIMEOUT_MS,
                SchemaRegistryClientConfig.HTTP_READ_TIMEOUT_MS,
                SchemaRegistryClientConfig.BEARER_AUTH_CUSTOM_PROVIDER_CLASS,
                SchemaRegistryClientConfig.PROXY_HOST,
                SchemaRegistryClientConfig.PROXY_PORT));
        return Collections.unmodifiableSortedSet(names);
    }

    /** All of them, in their order. */
    public static SortedSet<String> all() {
        return NAMES;
    }

    /**
     * What is left of a key for one client alone, as {@code consumer.fetch.max.wait.ms} is for those of streams, and {@code
     * schema.registry.ssl.truststore.location} for that of the registry.
     */
    public static String plain(String key) {
        String plain = ClientProperties.withoutClient(key);
        return plain.startsWith(REGISTRY) && !NAMES.contains(plain) ? plain.substring(REGISTRY.length()) : plain;
    }

    /**
     * Whether some client knows a key.
     *
     * @param more names that other clients know
     */
    public static boolean isKnown(String key, Collection<String> more) {
        String plain = plain(key);
        return NAMES.contains(plain) || more.contains(plain) || OPEN.stream().anyMatch(plain::startsWith);
    }
}
