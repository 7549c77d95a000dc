package dev.millrace.monitoring.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard events: records of TensorFlow's framing (length, masked CRC-32C of it, bytes, masked CRC-32C of
 * these), each an {@code Event} message with scalars. Only what scalars need is written: the fields and numbers are those
 * of {@code event.proto} and {@code summary.proto}. Not thread-safe.
 */
final class EventFile implements AutoCloseable {

    private static final int MASK = 0xa282ead8;
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final OutputStream out;

    private EventFile(OutputStream out) {
        this.out = out;
    }

    /** Begins a file, which must not exist. TensorBoard finds it by {@code tfevents} in its name. */
    static EventFile create(Path file, Instant now) throws IOException {
        EventFile events = new EventFile(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        ByteArrayOutputStream event = header(now);
        field(event, 3, BYTES);
        bytes(event, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        events.record(event.toByteArray());
        return events;
    }

    /** Writes the scalars of a step, in the order of their names, and flushes. */
    void scalars(long step, Instant at, Map<String, Double> values) {
        ByteArrayOutputStream event = header(at);
        field(event, 2, VARINT);
        varint(event, step);
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        new TreeMap<>(values).forEach((tag, value) -> {
            ByteArrayOutputStream scalar = new ByteArrayOutputStream();
            field(scalar, 1, BYTES);
            bytes(scalar, tag.getBytes(StandardCharsets.UTF_8));
            field(scalar, 2, FIXED32);
            scalar.writeBytes(little(Float.BYTES).putFloat(value.floatValue()).array());
            field(summary, 1, BYTES);
            bytes(summary, scalar.toByteArray());
        });
        field(event, 5, BYTES);
        bytes(event, summary.toByteArray());
        try {
            record(event.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an event file of TensorBoard cannot be written", e);
        }
    }

    /** Says that the run goes on from a step: what was told of it and of later ones counts no longer. */
    void restart(long step, Instant at) {
        ByteArrayOutputStream event = header(at);
        field(event, 2, VARINT);
        varint(event, step);
        field(event, 7, BYTES);
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        field(session, 1, VARINT);
        varint(session, 1); // SessionLog.SessionStatus.START
        bytes(event, session.toByteArray());
        try {
            record(event.toByteArray());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an event file of TensorBoard cannot be written", e);
        }
    }

    private static ByteArrayOutputStream header(Instant at) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        field(event, 1, FIXED64);
        event.writeBytes(
                little(Double.BYTES).putDouble(at.toEpochMilli() / 1000.0).array());
        return event;
    }

    private void record(byte[] data) throws IOException {
        byte[] length = little(Long.BYTES).putLong(data.length).array();
        out.write(length);
        out.write(little(Integer.BYTES).putInt(masked(length)).array());
        out.write(data);
        out.write(little(Integer.BYTES).putInt(masked(data)).array());
    }

    /** CRC-32C, turned right by 15 bits, plus a constant: TensorFlow's way to tell a sum of sums. */
    static int masked(byte[] data) {
        CRC32C sum = new CRC32C();
        sum.update(data);
        int crc = (int) sum.getValue();
        return (crc >>> 15 | crc << 17) + MASK;
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void field(ByteArrayOutputStream message, int number, int wireType) {
        varint(message, (long) number << 3 | wireType);
    }

    private static void bytes(ByteArrayOutputStream message, byte[] value) {
        varint(message, value.length);
        message.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream message, long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            message.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        message.write((int) left);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
