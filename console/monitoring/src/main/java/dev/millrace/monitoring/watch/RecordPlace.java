package dev.millrace.monitoring.watch;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Where a record lies.
 *
 * @param at its timestamp
 */
public record RecordPlace(String topic, int partition, long offset, Instant at) {

    /** That of a record. */
    public static RecordPlace of(ConsumerRecord<?, ?> record) {
        return new RecordPlace(
                record.topic(), record.partition(), record.offset(), Instant.ofEpochMilli(record.timestamp()));
    }

    /** {@code topic-partition@offset}, as all our messages write it. */
    @Override
    public String toString() {
        return topic + "-" + partition + "@" + offset;
    }
}
