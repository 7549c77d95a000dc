package dev.millrace.streams.topology;

import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records that were found invalid to the dead letters. Anything else is a bug of ours and not of the record:
 * going on could lose a group without a trace, so it stops the stream, and the transaction is aborted.
 *
 * <p>Public because Kafka Streams makes it by name.
 */
public final class DeadLetterInvalidRecords implements ProcessingExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterInvalidRecords.class);

    private StreamsLetters letters = StreamsLetters.unconfigured();

    @Override
    public void configure(Map<String, ?> configs) {
        letters = StreamsLetters.of(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!(exception instanceof InvalidRecordException)) {
            return Response.fail();
        }
        log.atWarn()
                .addKeyValue("record", StreamsLetters.where(context))
                .addKeyValue("cause", exception.getMessage())
                .log("invalid record set aside");
        return Response.resume(List.of(letters.letter(context, exception)));
    }
}
