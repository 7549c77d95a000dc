package dev.millrace.monitoring.metrics;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/** Which steps the event files of a folder hold. A record that was cut off, and what is behind a damaged one, is not held. */
final class EventSteps {

    private static final int STEP = 2;
    private static final int SUMMARY = 5;

    private EventSteps() {}

    /** The steps with scalars in all event files of a folder. */
    static BitSet in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().contains("tfevents"))
                    .toList();
        }
        BitSet steps = new BitSet();
        for (Path file : files) {
            read(file, steps);
        }
        return steps;
    }

    private static void read(Path file, BitSet steps) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                byte[] head = in.readNBytes(Long.BYTES);
                if (head.length < Long.BYTES) {
                    return;
                }
                ByteBuffer length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
                if (Integer.reverseBytes(in.readInt()) != EventFile.masked(head)
                        || length.getLong(0) > Integer.MAX_VALUE) {
                    return;
                }
                byte[] event = in.readNBytes((int) length.getLong(0));
                if (Integer.reverseBytes(in.readInt()) != EventFile.masked(event)) {
                    return;
                }
                note(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN), steps);
            }
        } catch (EOFException e) {
            // The last record was cut off: its step is not held.
            return;
        }
    }

    /** Fields come in any order; a message without a summary is the file's header. */
    private static void note(ByteBuffer event, BitSet steps) {
        long step = 0;
        boolean summary = false;
        while (event.hasRemaining()) {
            long key = varint(event);
            summary |= key >>> 3 == SUMMARY;
            switch ((int) key & 7) {
                case EventFile.VARINT -> {
                    long value = varint(event);
                    step = key >>> 3 == STEP ? value : step;
                }
                case EventFile.FIXED64 -> event.position(event.position() + Long.BYTES);
                case EventFile.BYTES -> {
                    int length = (int) varint(event);
                    event.position(event.position() + length);
                }
                default -> event.position(event.position() + Integer.BYTES);
            }
        }
        if (summary) {
            steps.set(Math.toIntExact(step));
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
