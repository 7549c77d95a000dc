package dev.millrace.streams.topology;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.jspecify.annotations.Nullable;

/**
 * Sends records whose bytes cannot be read to the dead letters. An error of Kafka or of the registry, which may not
 * answer, is no fault of the record: it stops the stream, and the record is read again later. What its key shows to be
 * another run's is left to that run.
 *
 * <p>Public because Kafka Streams makes it by name.
 */
public final class DeadLetterUnreadableRecords implements DeserializationExceptionHandler {

    /** Setting of the instance that names its run. */
    static final String RUN_CONFIG = "millrace.run.id";

    private final DeserializationExceptionHandler deadLetters = new LogAndContinueExceptionHandler();
    private @Nullable RunId run;

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters.configure(configs);
        run = configs.get(RUN_CONFIG) instanceof String id ? new RunId(id) : null;
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        boolean ofKafka = exception instanceof KafkaException && !(exception instanceof SerializationException);
        RunId own = run;
        if (!ofKafka && own != null && GroupId.isOfAnother(own, record.key())) {
            return Response.resume();
        }
        return ofKafka ? Response.fail() : deadLetters.handleError(context, record, exception);
    }
}
