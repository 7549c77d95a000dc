package dev.millrace.schemas.client;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Avro serializers over the Confluent registry client, in Confluent's wire format: a zero byte, the schema id, the
 * record.
 *
 * <p>Schemas are never registered by writing: an unregistered schema is an error that names the subject. Each call
 * makes a new serializer, owned and closed by the Kafka client it is given to.
 */
public final class AvroSerdes {

    private static final String REGISTRY = "schema.registry.url";
    private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(1);

    static {
        DecodingLimits.apply();
    }

    private final KafkaConnection connection;
    private final RegistryPatience patience;
    private final Map<String, Object> settings;

    /** Serdes for values, with the registry of {@code connection}. */
    public AvroSerdes(KafkaConnection connection) {
        this(connection, RegistryPatience.running(REGISTRY_PATIENCE));
    }

    /** @param patience how long the registry is asked again before a read or a write fails */
    public AvroSerdes(KafkaConnection connection, RegistryPatience patience) {
        this.connection = connection;
        this.patience = patience;
        Map<String, Object> all = new HashMap<>(connection.properties());
        all.put(REGISTRY, RegistryAddress.of(connection.registryUrl()).toString());
        ClientKind.REGISTRY.apply(all);
        this.settings = Map.copyOf(all);
    }

    /**
     * A serializer of records of {@code type}.
     *
     * <p>It throws {@link org.apache.kafka.common.errors.SerializationException} for a record that cannot be written,
     * also where its schema is not registered. A registry without an answer is as with {@link #deserializer}.
     */
    public <T extends SpecificRecord> Serializer<T> serializer(Class<T> type) {
        KafkaAvroSerializer delegate = new KafkaAvroSerializer(RegistryAccess.open(connection, patience));
        delegate.configure(settings, false);
        return new WritingBySchema<>(delegate, type);
    }

    /**
     * A deserializer of records of {@code type}.
     *
     * <p>It throws {@link org.apache.kafka.common.errors.SerializationException} for bytes that are no such record,
     * also for a record of another type. A registry that does not answer, or refuses us, is asked again for a minute,
     * and then is a {@link org.apache.kafka.common.errors.TimeoutException}, {@link
     * org.apache.kafka.common.errors.AuthenticationException} or {@link
     * org.apache.kafka.common.errors.AuthorizationException}: the record is not to blame.
     */
    public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        return deserializer(type, type);
    }

    /**
     * A deserializer of records of {@code type} that reads of them the fields that {@code part} has, and steps over the rest.
     * Fields of bytes are views of the record and keep all of it alive. It fails as {@link #deserializer(Class)} does.
     *
     * @param part has the name of {@code type} as an alias, as its records within have those of theirs
     */
    public <T extends SpecificRecord, P extends SpecificRecord> Deserializer<P> deserializer(
            Class<T> type, Class<P> part) {
        SchemaRegistryClient registry = RegistryAccess.open(connection, patience);
        KafkaAvroDeserializer delegate = new KafkaAvroDeserializer(registry);
        delegate.configure(settings, false);
        return new ReadingBySchema<>(new TypedDeserializer<>(delegate, type), registry, type, part);
    }

    /** Both in one, for Kafka Streams. */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(serializer(type), deserializer(type));
    }
}
