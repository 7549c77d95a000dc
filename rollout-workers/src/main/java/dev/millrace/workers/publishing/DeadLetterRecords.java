package dev.millrace.workers.publishing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Dead letters as the worker's transaction carries them: the record as it was read, with the headers that Kafka
 * Streams' own dead letter queue writes (KIP-1034).
 */
final class DeadLetterRecords {

    private static final String PREFIX = "__streams.errors.";

    private DeadLetterRecords() {}

    static ProducerRecord<byte[], byte[]> of(
            String topic, ConsumerRecord<byte[], byte[]> record, RuntimeException cause) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, record.key(), record.value());
        Headers headers = letter.headers();
        record.headers().forEach(headers::add);
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        add(headers, "exception", cause.getClass().getName());
        add(headers, "message", String.valueOf(cause.getMessage()));
        add(headers, "stacktrace", trace.toString());
        add(headers, "topic", record.topic());
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        return letter;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
