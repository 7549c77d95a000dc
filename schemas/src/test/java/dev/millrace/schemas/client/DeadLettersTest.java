package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.topic.RecordLimits;
import dev.millrace.schemas.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
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
    void shouldBoundTheMessage() {
        // Given a cause that quotes all of a bad record
        Exception cause = new IllegalStateException("x".repeat(5_000_000));

        // When it is written
        letters.publish(bad(), cause);

        // Then the message is cut, and the letter fits its topic
        assertThat(headers(producer.history().get(0)).get("__streams.errors.message"))
                .hasSize(DeadLetters.MAX_MESSAGE);
        assertThat(size(producer.history().get(0))).isLessThan(RecordLimits.MAX_LETTER_BYTES);
    }

    @Test
    void shouldKeepWholeWhateverATopicTakes() {
        // Given a record as large as a batch may be
        byte[] value = new byte[RecordLimits.MAX_BATCH_BYTES - KEY.length - 14];

        // When it is set aside
        letters.publish(bad(KEY, value), new IllegalStateException("\u20ac".repeat(100_000)));

        // Then all of it is kept, and the letter fits its topic
        ProducerRecord<byte[], byte[]> letter = producer.history().get(0);
        assertThat(letter.value()).isSameAs(value);
        assertThat(size(letter)).isLessThan(RecordLimits.MAX_LETTER_BYTES - 64 * 1024);
    }

    @Test
    void shouldKeepAStubOfWhatIsTooLarge() {
        // Given a record that some codec made small
        byte[] value = new byte[6 * 1024 * 1024];

        // When it is set aside
        letters.publish(bad(KEY, value), new IllegalStateException("no such schema"));

        // Then sizes, digest, position and cause are kept, and none of its bytes
        ProducerRecord<byte[], byte[]> stub = producer.history().get(0);
        assertThat(stub.key()).isEqualTo(KEY);
        assertThat(stub.value()).isNull();
        assertThat(headers(stub))
                .containsEntry(StubLetter.VALUE_BYTES, "6291456")
                .containsEntry(StubLetter.VALUE_SHA256, Sha256.of(ByteBuffer.wrap(value)))
                .containsEntry(StubLetter.KEY_BYTES, "2")
                .containsEntry(StubLetter.HEADER_BYTES, "14")
                .containsEntry("__streams.errors.message", "no such schema")
                .containsEntry("__streams.errors.offset", "42")
                .doesNotContainKeys("origin", StubLetter.KEY_SHA256);
    }

    @Test
    void shouldKeepADigestOfAKeyThatIsTooLarge() {
        // Given a record whose key alone is too large
        byte[] key = new byte[6 * 1024 * 1024];

        // When it is set aside
        letters.publish(bad(key, null), new IllegalStateException("no value"));

        // Then the key is none of the stub's
        ProducerRecord<byte[], byte[]> stub = producer.history().get(0);
        assertThat(stub.key()).isNull();
        assertThat(headers(stub))
                .containsEntry(StubLetter.VALUE_BYTES, "0")
                .containsEntry(StubLetter.KEY_BYTES, "6291456")
                .containsEntry(StubLetter.KEY_SHA256, Sha256.of(ByteBuffer.wrap(key)))
                .doesNotContainKey(StubLetter.VALUE_SHA256);
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
        return bad(KEY, VALUE);
    }

    private static ConsumerRecord<byte[], byte[]> bad(byte[] key, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("origin", "worker-1".getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                "m.scores", 3, 42, 0, TimestampType.CREATE_TIME, 2, 3, key, value, headers, Optional.empty());
    }

    private static int size(ProducerRecord<byte[], byte[]> letter) {
        int size = letter.key().length + letter.value().length;
        for (Header header : letter.headers()) {
            size += header.key().length() + header.value().length;
        }
        return size;
    }

    private static TreeMap<String, String> headers(ProducerRecord<byte[], byte[]> letter) {
        TreeMap<String, String> headers = new TreeMap<>();
        letter.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }
}
