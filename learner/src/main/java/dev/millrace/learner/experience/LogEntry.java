package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.Experience;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** One record of the experience log. */
public sealed interface LogEntry {

    /** Where it lies. */
    long offset();

    /** A record as it should be. */
    record Readable(long offset, Experience experience) implements LogEntry {}

    /** Bytes that are no experience. */
    record Unreadable(ConsumerRecord<byte[], byte[]> raw, SerializationException cause) implements LogEntry {

        @Override
        public long offset() {
            return raw.offset();
        }
    }
}
