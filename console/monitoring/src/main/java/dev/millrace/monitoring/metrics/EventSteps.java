package dev.millrace.monitoring.metrics;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which steps and restarts the event files of a folder hold, and how often: a step that was made again after a rewind is in
 * them twice. A record that was cut off, and what is behind a damaged one, is not held. Not thread-safe.
 */
final class EventSteps {

    private static final int STEP = 2;
    private static final int SUMMARY = 5;
    private static final int SESSION = 7;

    private final SortedMap<Integer, Integer> steps = new TreeMap<>();
    private final SortedMap<Integer, Integer> restarts = new TreeMap<>();

    private EventSteps() {}

    /** What all event files of a folder hold. */
    static EventSteps in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().contains("tfevents"))
                    .toList();
        }
        EventSteps held = new EventSteps();
        for (Path file : files) {
            held.read(file);
        }
        return held;
    }

    /** The steps with scalars. */
    Set<Integer> steps() {
        return Set.copyOf(steps.keySet());
    }

    /** Takes one telling of a step out of what is held; false if there is none left. */
    boolean takeStep(int step) {
        return take(steps, step);
    }

    /** The same of a restart. */
    boolean takeRestart(int step) {
        return take(restarts, step);
    }

    private static boolean take(SortedMap<Integer, Integer> held, int step) {
        Integer times = held.get(step);
        if (times == null) {
            return false;
        }
        if (times == 1) {
            held.remove(step);
        } else {
            held.put(step, times - 1);
        }
        return true;
    }

    private void read(Path file) throws IOException {
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
                note(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN));
            }
        } catch (EOFException e) {
            // The last record was cut off: its step is not held.
            return;
        }
    }

    /** Fields come in any order; a message without a summary is the file's header. */
    private void note(ByteBuffer event) {
        long step = 0;
        boolean summary = false;
        boolean session = false;
        while (event.hasRemaining()) {
            long key = varint(event);
            summary |= key >>> 3 == SUMMARY;
            session |= key >>> 3 == SESSION;
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
        if (summary || session) {
            (summary ? steps : restarts).merge(Math.toIntExact(step), 1, Integer::sum);
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
