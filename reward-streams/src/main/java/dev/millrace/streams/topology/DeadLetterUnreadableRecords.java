package dev.millrace.streams.topology;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records whose bytes cannot be read to the dead letters. An error of Kafka or of the registry, which may not
 * answer, is no fault of the record: it stops the stream, and the record is read again later.
 *
 * <p>Public because Kafka Streams makes it by name.
 */
public final class DeadLetterUnreadableRecords implements DeserializationExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterUnreadableRecords.class);

    private StreamsLetters letters = StreamsLetters.unconfigured();

    @Override
    public void configure(Map<String, ?> configs) {
        letters = StreamsLetters.of(configs);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (exception instanceof KafkaException && !(exception instanceof SerializationException)) {
            return Response.fail();
        }
        log.atWarn()
                .addKeyValue("record", StreamsLetters.where(context))
                .addKeyValue("cause", exception.getMessage())
                .log("unreadable record set aside");
        return Response.resume(List.of(letters.letter(context, exception)));
    }
}
