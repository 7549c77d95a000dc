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
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whose schema was met before without asking the registry client, whose caches cost as much for a record as
 * reading it does. The first record of each schema goes through {@link TypedDeserializer}, which says what is wrong with it;
 * those after it are read by the same reader of Avro, or of their fields those that another type has. Safe on any thread.
 *
 * @param <T> what is read of a record
 */
final class ReadingBySchema<T> implements Deserializer<T> {

    /** A zero byte and the schema's id. */
    private static final int FRAME = 1 + Integer.BYTES;

    /** Behind a topic's name, the subject of its values. */
    private static final String VALUES = "-value";

    private final TypedDeserializer<?> first;
    private final SchemaRegistryClient registry;
    private final Schema written;
    private final Schema own;
    private final boolean isWhole;
    private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

    /**
     * @param first reads records of schemas that were not met yet; closed with this
     * @param written type of the records
     * @param type of what is read of them: the same, or one that has it as an alias, and some of its fields
     */
    ReadingBySchema(
            TypedDeserializer<?> first,
            SchemaRegistryClient registry,
            Class<? extends SpecificRecord> written,
            Class<T> type) {
        this.first = first;
        this.registry = registry;
        this.written = SpecificData.get().getSchema(written);
        this.own = SpecificData.get().getSchema(type);
        this.isWhole = own.equals(this.written);
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        DatumReader<T> reader = isFramed(bytes) ? readers.get(id(bytes)) : null;
        if (reader == null) {
            reader = meet(topic, bytes);
        }
        try {
            return reader.read(null, decoder(bytes));
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "a record of " + topic + " is no " + written.getName() + " of schema " + id(bytes) + ": " + e, e);
        }
    }

    private static boolean isFramed(byte[] bytes) {
        return bytes.length > FRAME && bytes[0] == 0;
    }

    private static int id(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getInt(1);
    }

    /** Of a whole record one holds more or less all, so copies let go of the rest; of parts, most was never asked for. */
    private Decoder decoder(byte[] bytes) {
        return isWhole
                ? DecoderFactory.get().binaryDecoder(bytes, FRAME, bytes.length - FRAME, null)
                : new ViewingDecoder(bytes, FRAME);
    }

    /** Remembers the schema of a record that can be read; the registry client has it at hand then. */
    private DatumReader<T> meet(String topic, byte[] bytes) {
        first.deserialize(topic, bytes);
        int id = id(bytes);
        try {
            if (registry.getSchemaBySubjectAndId(topic + VALUES, id) instanceof AvroSchema known
                    && known.rawSchema().getFullName().equals(written.getFullName())) {
                DatumReader<T> reader = new SpecificDatumReader<>(known.rawSchema(), own);
                readers.put(id, reader);
                return reader;
            }
        } catch (IOException | RestClientException e) {
            throw RegistryFailure.unwrap(new SerializationException("schema " + id + " cannot be read", e));
        }
        throw new SerializationException("schema " + id + " is none of a " + written.getName());
    }

    @Override
    public void close() {
        first.close();
    }
}
