package dev.millrace.schemas.client;

import java.nio.BufferUnderflowException;
import java.time.Duration;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every failure to read a record the one exception that Kafka's clients treat as a bad record, and waits, within
 * bounds, for a registry that does not answer: a record is not bad because of that.
 */
final class TypedDeserializer<T> implements Deserializer<T> {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Deserializer<Object> delegate;
    private final Class<T> type;
    private final String registry;
    private final Duration patience;

    TypedDeserializer(Deserializer<Object> delegate, Class<T> type, String registry, Duration patience) {
        this.delegate = delegate;
        this.type = type;
        this.registry = registry;
        this.patience = patience;
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
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return delegate.deserialize(topic, bytes);
            } catch (AvroRuntimeException
                    | IndexOutOfBoundsException
                    | NegativeArraySizeException
                    | UnsupportedOperationException // Avro's word for a length beyond any array
                    | BufferUnderflowException e) {
                throw new SerializationException(
                        "a record of " + topic + " is no " + type.getSimpleName() + ": " + e, e);
            } catch (RuntimeException e) {
                if (!RegistryOutage.isCauseOf(e)) {
                    throw e;
                }
                if (System.nanoTime() - deadline >= 0) {
                    throw new TimeoutException(
                            "schema registry " + registry + " does not answer (reading a record of " + topic
                                    + ", tried for " + patience + "); start it, or set kafka.registry to its address",
                            e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        delegate.close();
    }
}
