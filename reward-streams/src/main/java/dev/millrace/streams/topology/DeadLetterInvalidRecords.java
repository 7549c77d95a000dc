package dev.millrace.streams.topology;

import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends records that were found invalid to the dead letters. Anything else is a bug of ours and not of the record:
 * going on could lose a group without a trace, so it stops the stream, and the transaction is aborted.
 *
 * <p>Public because Kafka Streams makes it by name.
 */
public final class DeadLetterInvalidRecords implements ProcessingExceptionHandler {

    private final ProcessingExceptionHandler deadLetters = new LogAndContinueProcessingExceptionHandler();

    @Override
    public void configure(Map<String, ?> configs) {
        deadLetters.configure(configs);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return exception instanceof InvalidRecordException
                ? deadLetters.handleError(context, record, exception)
                : Response.fail();
    }
}
