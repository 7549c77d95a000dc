package dev.millrace.schemas.client;

import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Gives every failure to read a record the one exception that Kafka's clients treat as a bad record. */
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
        Object value;
        try {
            value = delegate.deserialize(topic, bytes);
        } catch (AvroRuntimeException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new SerializationException("a record of " + topic + " is no " + type.getSimpleName() + ": " + e, e);
        }
        if (!type.isInstance(value)) {
            throw new SerializationException("a record of " + topic + " holds "
                    + (value == null ? "nothing" : value.getClass().getSimpleName()) + " instead of "
                    + type.getSimpleName());
        }
        return type.cast(value);
    }

    @Override
    public void close() {
        delegate.close();
    }
}
