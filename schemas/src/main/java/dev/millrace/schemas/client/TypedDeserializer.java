package dev.millrace.schemas.client;

import java.nio.BufferUnderflowException;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every failure to read a record the one exception that Kafka's clients treat as a bad record; but a record is
 * not bad because the registry gave no answer.
 */
final class TypedDeserializer<T> implements Deserializer<T> {

    private final Deserializer<Object> delegate;
    private final Class<T> type;

    TypedDeserializer(Deserializer<Object> delegate, Class<T> type) {
        this.delegate = delegate;
        this.type = type;
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        Object value = read(topic, bytes);
        if (!type.isInstance(value)) {
            throw new SerializationException("a record of " + topic + " holds "
                    + (value == null ? "nothing" : value.getClass().getSimpleName()) + " instead of "
                    + type.getSimpleName());
        }
        return type.cast(value);
    }

    private @Nullable Object read(String topic, byte[] bytes) {
        try {
            return delegate.deserialize(topic, bytes);
        } catch (AvroRuntimeException
                | IndexOutOfBoundsException
                | NegativeArraySizeException
                | UnsupportedOperationException // Avro's word for a length beyond any array
                | BufferUnderflowException e) {
            throw new SerializationException("a record of " + topic + " is no " + type.getSimpleName() + ": " + e, e);
        } catch (RuntimeException e) {
            throw RegistryFailure.unwrap(e);
        }
    }

    @Override
    public void close() {
        delegate.close();
    }
}
