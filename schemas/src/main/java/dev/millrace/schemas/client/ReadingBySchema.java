package dev.millrace.schemas.client;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whose schema was met before without asking the registry client, whose caches cost as much for a record as
 * reading it does. The first record of each schema goes through {@link TypedDeserializer}, which says what is wrong with it;
 * those after it are read by the same reader of Avro. Safe on any thread.
 */
final class ReadingBySchema<T> implements Deserializer<T> {

    /** A zero byte and the schema's id. */
    private static final int FRAME = 1 + Integer.BYTES;

    /** Behind a topic's name, the subject of its values. */
    private static final String VALUES = "-value";

    private final TypedDeserializer<T> first;
    private final SchemaRegistryClient registry;
    private final Schema own;
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

    /** @param first reads records of schemas that were not met yet; closed with this */
    ReadingBySchema(TypedDeserializer<T> first, SchemaRegistryClient registry, Class<T> type) {
        this.first = first;
        this.registry = registry;
        this.own = SpecificData.get().getSchema(type);
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null || bytes.length <= FRAME || bytes[0] != 0) {
            return first.deserialize(topic, bytes);
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        DatumReader<T> reader = readers.get(id);
        if (reader == null) {
            T value = first.deserialize(topic, bytes);
            meet(topic, id);
            return value;
        }
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, FRAME, bytes.length - FRAME, null));
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "a record of " + topic + " is no " + own.getName() + " of schema " + id + ": " + e, e);
        }
    }

    /** Remembers the schema of a record that could be read; the registry client has it at hand then. */
    private void meet(String topic, int id) {
        try {
            if (registry.getSchemaBySubjectAndId(topic + VALUES, id) instanceof AvroSchema known
                    && known.rawSchema().getFullName().equals(own.getFullName())) {
                readers.put(id, new SpecificDatumReader<>(known.rawSchema(), own));
            }
        } catch (IOException | RestClientException e) {
            throw RegistryFailure.unwrap(new SerializationException("schema " + id + " cannot be read", e));
        }
    }

    @Override
    public void close() {
        first.close();
    }
}
