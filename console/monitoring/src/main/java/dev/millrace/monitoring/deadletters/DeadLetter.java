package dev.millrace.monitoring.deadletters;

import dev.millrace.schemas.client.StubLetter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that somebody could not use, as it was read, and why.
 *
 * @param letter the record on the topic of dead letters: key and value are those of the bad record, its headers and those
 *     of the cause stand together
 * @param origin where the bad record lies, as topic-partition@offset
 * @param topic topic of the bad record
 * @param exception class of the cause
 * @param message what the cause said
 */
public record DeadLetter(
        ConsumerRecord<byte[], byte[]> letter, String origin, String topic, String exception, String message) {

    /** Begin of the names of all headers that speak of the cause, in Kafka Streams as everywhere here. */
    static final String CAUSE_HEADERS = "__streams.errors.";

    /** A dead letter; empty if the record does not say whence it comes. */
    static Optional<DeadLetter> of(ConsumerRecord<byte[], byte[]> letter) {
        String topic = header(letter, "topic");
        String offset = header(letter, "offset");
        if (topic.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DeadLetter(
                letter,
                topic + "-" + header(letter, "partition") + "@" + offset,
                topic,
                header(letter, "exception"),
                header(letter, "message")));
    }

    /** Where the letter itself lies. */
    public String position() {
        return letter.topic() + "-" + letter.partition() + "@" + letter.offset();
    }

    /** Whether the record was too large to be kept: there are its sizes and digest, and nothing to put back. */
    public boolean isStub() {
        return letter.headers().lastHeader(StubLetter.VALUE_BYTES) != null;
    }

    /** Length of the bad record's value in bytes, whether it was kept or not. */
    public long size() {
        if (isStub()) {
            return Long.parseLong(text(letter.headers().lastHeader(StubLetter.VALUE_BYTES)));
        }
        return letter.value() == null ? 0 : letter.value().length;
    }

    /** SHA-256 of a value that was not kept; empty if it was. */
    public String digest() {
        return text(letter.headers().lastHeader(StubLetter.VALUE_SHA256));
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return text(letter.headers().lastHeader(CAUSE_HEADERS + name));
    }

    private static String text(@Nullable Header header) {
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
