package dev.millrace.schemas.client;

import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.topic.RecordLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a bad record that is too large to be kept: sizes and digests, never its bytes.
 *
 * <p>Topics made by Millrace take no such record. One can lie on a topic that was made otherwise, where the broker
 * bounds what a record is compressed and not what it is. Its position stands with the cause, as in every dead letter,
 * so that it can be looked at where it lies for as long as it lies there.
 */
public final class StubLetter {

    /** Header: length of the value in bytes, in decimal digits. It stands in stubs and nowhere else. */
    public static final String VALUE_BYTES = "millrace.stub.value-bytes";

    /** Header: SHA-256 of the value, 64 lower-case hexadecimal digits; absent where there is no value. */
    public static final String VALUE_SHA256 = "millrace.stub.value-sha256";

    /** Header: length of the key in bytes. */
    static final String KEY_BYTES = "millrace.stub.key-bytes";

    /** Header: SHA-256 of the key, where it is too long to be kept. */
    static final String KEY_SHA256 = "millrace.stub.key-sha256";

    /** Header: length of the names and values of the record's headers, none of which is kept. */
    static final String HEADER_BYTES = "millrace.stub.header-bytes";

    /** Longest key that is kept, in bytes: a group id or a hash, several times over. */
    static final int MAX_KEY = 1024;

    private StubLetter() {}

    /** Whether a record is too large to be set aside as it is. */
    static boolean isNeeded(ConsumerRecord<byte[], byte[]> record) {
        return length(record.key()) + length(record.value()) + headerBytes(record) > RecordLimits.MAX_BATCH_BYTES;
    }

    /** The stub of a record, without its cause. */
    static ProducerRecord<byte[], byte[]> of(String topic, ConsumerRecord<byte[], byte[]> record) {
        boolean longKey = length(record.key()) > MAX_KEY;
        ProducerRecord<byte[], byte[]> stub = new ProducerRecord<>(topic, longKey ? null : record.key(), null);
        add(stub, VALUE_BYTES, String.valueOf(length(record.value())));
        if (record.value() != null) {
            add(stub, VALUE_SHA256, Sha256.of(ByteBuffer.wrap(record.value())));
        }
        add(stub, KEY_BYTES, String.valueOf(length(record.key())));
        if (longKey) {
            add(stub, KEY_SHA256, Sha256.of(ByteBuffer.wrap(record.key())));
        }
        add(stub, HEADER_BYTES, String.valueOf(headerBytes(record)));
        return stub;
    }

    private static void add(ProducerRecord<byte[], byte[]> stub, String name, String value) {
        stub.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long headerBytes(ConsumerRecord<byte[], byte[]> record) {
        long bytes = 0;
        for (Header header : record.headers()) {
            bytes += header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
