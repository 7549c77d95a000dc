package dev.millrace.streams.topology;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * Sends records whose bytes cannot be read to the dead letters. An error of Kafka or of the registry, which may not
 * answer, is no fault of the record: it stops the stream, and the record is read again later.
 *
 * <p>Public because Kafka Streams makes it by name.
 */
public final class DeadLetterUnreadableRecords implements DeserializationExceptionHandler {

    private final DeserializationExceptionHandler deadLetters = new LogAndContinueExceptionHandler();

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters.configure(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        boolean ofKafka = exception instanceof KafkaException && !(exception instanceof SerializationException);
        return ofKafka ? Response.fail() : deadLetters.handleError(context, record, exception);
    }
}
