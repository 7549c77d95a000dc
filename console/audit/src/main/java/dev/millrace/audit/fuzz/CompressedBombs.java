package dev.millrace.audit.fuzz;

import com.sun.management.ThreadMXBean;
import dev.millrace.schemas.client.DeadLetters;
import dev.millrace.schemas.topic.RecordLimits;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.apache.kafka.common.utils.Utils;

/**
 * Records that are small on the wire and large for who reads them, of every codec, through the decompression of Kafka's
 * consumer: what each makes its reader allocate, whether a topic of ours stores it, and how large its dead letter is.
 * Stateless; runs on the caller's thread.
 */
public final class CompressedBombs {

    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final List<Integer> SIZES =
            List.of(RecordLimits.MAX_RECORD_BYTES, RecordLimits.MAX_RECORD_BYTES + (1 << 20), 6 << 20, 32 << 20);

    /** A record is allocated once by the decompression and once by the deserializer; the rest are buffers of codecs. */
    private static final long MOST_FOR_STORED = 4L * RecordLimits.MAX_BATCH_BYTES;

    private CompressedBombs() {}

    /**
     * What became of one.
     *
     * @param codec what it was compressed with
     * @param bytes length of its value
     * @param compressed length of its batch on the wire
     * @param stored whether a topic that stores uncompressed takes it
     * @param allocated bytes that reading it allocated
     * @param letter length of its dead letter
     */
    public record Outcome(String codec, int bytes, int compressed, boolean stored, long allocated, long letter) {

        /** Whether something that can be stored is not bounded, or something that was read cannot be set aside. */
        public boolean failed() {
            return (stored && allocated > MOST_FOR_STORED) || letter > RecordLimits.MAX_LETTER_BYTES;
        }

        /** For people. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "bomb %-6s %8d KiB, %6d KiB on the wire: %s; read, it takes %d KiB; its dead letter has %d KiB",
                    codec,
                    bytes / 1024,
                    compressed / 1024,
                    stored ? "stored" : "refused by the broker",
                    allocated / 1024,
                    letter / 1024);
        }
    }

    /** Reads bombs of each codec and size. */
    public static List<Outcome> read() {
        List<Outcome> outcomes = new ArrayList<>();
        for (String codec : CODECS) {
            for (int size : SIZES) {
                outcomes.add(read(codec, size));
            }
        }
        return List.copyOf(outcomes);
    }

    private static Outcome read(String codec, int size) {
        MemoryRecords wire = batch(codec, size);
        boolean stored = batch("none", size).sizeInBytes() <= RecordLimits.MAX_BATCH_BYTES;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        byte[] value = value(wire);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        return new Outcome(codec, size, wire.sizeInBytes(), stored, allocated, letter(value));
    }

    private static MemoryRecords batch(String codec, int size) {
        return MemoryRecords.withRecords(
                Compression.of(codec).build(), new SimpleRecord(0, new byte[] {1}, new byte[size]));
    }

    /** As a consumer gets it: streamed out of its batch, then copied for the deserializer. */
    private static byte[] value(MemoryRecords wire) {
        RecordBatch batch = wire.batches().iterator().next();
        try (BufferSupplier buffers = BufferSupplier.create();
                CloseableIterator<Record> records = batch.streamingIterator(buffers)) {
            ByteBuffer value = records.next().value();
            return Utils.toArray(value);
        }
    }

    private static long letter(byte[] value) {
        ProducerRecord<byte[], byte[]> letter = DeadLetters.letter(
                "dead-letters",
                new ConsumerRecord<>("bombs", 0, 0, new byte[] {1}, value),
                new SerializationException("zeros"));
        long bytes = 0;
        for (Header header : letter.headers()) {
            bytes += header.key().length() + header.value().length;
        }
        return bytes + (letter.value() == null ? 0 : letter.value().length);
    }
}
