package dev.millrace.monitoring.watch;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A record that was set aside.
 *
 * @param source topic-partition@offset it was read from
 * @param cause class and message of what was wrong with it
 */
public record DeadLetter(String source, String cause, int bytes, Instant at) {

    private static final int LONGEST = 400;

    static DeadLetter of(ConsumerRecord<byte[], byte[]> record) {
        String source = header(record, "topic") + "-" + header(record, "partition") + "@" + header(record, "offset");
        String exception = header(record, "exception");
        String cause = exception.substring(exception.lastIndexOf('.') + 1) + ": " + header(record, "message");
        return new DeadLetter(
                source,
                cause.length() > LONGEST ? cause.substring(0, LONGEST) + "…" : cause,
                record.value() == null ? 0 : record.value().length,
                Instant.ofEpochMilli(record.timestamp()));
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader("__streams.errors." + name);
        return header == null || header.value() == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
