package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private static final byte[] KEY = {1, 2};
    private static final byte[] VALUE = {3, 4, 5};

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final DeadLetters letters = new DeadLetters(producer, new Topics("m."));

    @Test
    void shouldKeepTheRecordAndSayWhatWasWrongWithIt() {
        // Given a bad record with a header of its own
        ConsumerRecord<byte[], byte[]> bad = bad();

        // When it is set aside
        letters.publish(bad, new IllegalStateException("no such scorer"));

        // Then it is stored as it was read, with the headers that Kafka Streams writes
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.topic()).isEqualTo("m.dead-letters");
        assertThat(letter.key()).isEqualTo(KEY);
        assertThat(letter.value()).isEqualTo(VALUE);
        TreeMap<String, String> headers = headers(letter);
        assertThat(headers.remove("__streams.errors.stacktrace"))
                .startsWith("java.lang.IllegalStateException: no such scorer")
                .contains("DeadLettersTest");
        assertThat(headers)
                .containsEntry("origin", "worker-1")
                .containsEntry("__streams.errors.exception", "java.lang.IllegalStateException")
                .containsEntry("__streams.errors.message", "no such scorer")
                .containsEntry("__streams.errors.topic", "m.scores")
                .containsEntry("__streams.errors.partition", "3")
                .containsEntry("__streams.errors.offset", "42")
                .hasSize(6);
    }

    @Test
    void shouldBoundTheStackTrace() {
        // Given a cause with a very long message
        Exception cause = new IllegalStateException("x".repeat(100_000));

        // When it is written
        letters.publish(bad(), cause);

        // Then the stack trace is cut
        assertThat(headers(producer.history().get(0)).get("__streams.errors.stacktrace"))
                .hasSize(DeadLetters.MAX_STACK_TRACE);
    }

    @Test
    void shouldSayWhichRecordCouldNotBeStored() {
        // Given a broker that refuses
        producer.sendException = new RecordTooLargeException("too large");

        // When a record is set aside, Then the caller hears which and why
        assertThatThrownBy(() -> letters.publish(bad(), new IllegalStateException("no such scorer")))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("m.scores-3@42")
                .hasMessageContaining("m.dead-letters")
                .hasMessageContaining("too large");
    }

    private static ConsumerRecord<byte[], byte[]> bad() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("origin", "worker-1".getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                "m.scores", 3, 42, 0, TimestampType.CREATE_TIME, 2, 3, KEY, VALUE, headers, Optional.empty());
    }

    private static TreeMap<String, String> headers(ProducerRecord<byte[], byte[]> letter) {
        TreeMap<String, String> headers = new TreeMap<>();
        letter.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
