package dev.millrace.audit.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records in pages: added to any page, read back page by page, each page in the order in which it was added to. A few megabytes are held
 * in memory, whatever there is; more lies in a temporary file, which is gone when this is closed. Belongs to one thread.
 */
public final class PagedFile implements AutoCloseable {

    /** Bytes that are held before they are written. */
    static final int HELD = 4 << 20;

    private static final int FIRST = 512;

    private final NavigableMap<Long, Page> pages = new TreeMap<>();
    private @Nullable FileChannel file;
    private long end;
    private long held;

    /** Where the parts of a page lie, and what of it is not written yet. */
    private static final class Page {
        private static final byte[] NOTHING = {};
        private byte[] open = NOTHING;
        private int length;
        private long[] begins = new long[2];
        private int[] lengths = new int[2];
        private int parts;

        void add(byte[] record, int size) {
            int needed = Math.addExact(length, Integer.BYTES + size);
            if (needed > open.length) {
                open = Arrays.copyOf(open, Math.max(needed, Math.max(FIRST, 2 * open.length)));
            }
            ByteBuffer.wrap(open, length, needed - length).putInt(size).put(record, 0, size);
            length = needed;
        }

        void written(long begin) {
            if (parts == begins.length) {
                begins = Arrays.copyOf(begins, 2 * parts);
                lengths = Arrays.copyOf(lengths, 2 * parts);
            }
            begins[parts] = begin;
            lengths[parts++] = length;
            open = NOTHING;
            length = 0;
        }
    }

    /**
     * Adds a record.
     *
     * @param page to which it belongs
     * @param record holds it
     * @param size of it in bytes, from the first one on
     * @throws UncheckedIOException if there is no room for it
     */
    public void add(long page, byte[] record, int size) {
        pages.computeIfAbsent(page, number -> new Page()).add(record, size);
        held += Integer.BYTES + size;
        if (held > HELD) {
            flush();
        }
    }

    /** The pages that hold something, in order. */
    public List<Long> pages() {
        return List.copyOf(pages.keySet());
    }

    /** Those from one to another, both included, in order. */
    public List<Long> pages(long from, long to) {
        return from > to
                ? List.of()
                : List.copyOf(pages.subMap(from, true, to, true).keySet());
    }

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    /** Shows the records of a page; each is good for the call only. */
    public void read(long number, Consumer<ByteBuffer> reader) {
        Page page = pages.get(number);
        if (page == null) {
            return;
        }
        for (int part = 0; part < page.parts; part++) {
            show(written(page.begins[part], page.lengths[part]), reader);
        }
        show(ByteBuffer.wrap(page.open, 0, page.length), reader);
    }

    private static void show(ByteBuffer part, Consumer<ByteBuffer> reader) {
        while (part.hasRemaining()) {
            int size = part.getInt();
            reader.accept(part.slice(part.position(), size));
            part.position(part.position() + size);
        }
    }

    private ByteBuffer written(long begin, int length) {
        ByteBuffer part = ByteBuffer.allocate(length);
        try {
            FileChannel from = opened();
            while (part.hasRemaining()) {
                if (from.read(part, begin + part.position()) < 0) {
                    throw new IOException("it ends at " + from.size());
                }
            }
            return part.flip();
        } catch (IOException e) {
            throw new UncheckedIOException("what an audit has put on disk cannot be read again: " + e.getMessage(), e);
        }
    }

    /** Writes what is held. */
    private void flush() {
        try {
            FileChannel to = opened();
            for (Page page : pages.values()) {
                if (page.length > 0) {
                    long begin = end;
                    ByteBuffer open = ByteBuffer.wrap(page.open, 0, page.length);
                    while (open.hasRemaining()) {
                        end += to.write(open, end);
                    }
                    page.written(begin);
                }
            }
            held = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "an audit puts what it has read into the temporary folder " + System.getProperty("java.io.tmpdir")
                            + ", where it cannot be written (" + e.getMessage()
                            + "); make room there, or give another one by JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }

    private FileChannel opened() throws IOException {
        FileChannel open = file;
        if (open == null) {
            Path path = Files.createTempFile("millrace-audit-", ".pages");
            open = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        return open;
    }

    @Override
    public void close() {
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
