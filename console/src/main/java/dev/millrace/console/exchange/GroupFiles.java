package dev.millrace.console.exchange;

import dev.millrace.console.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Groups of several files, one file after the other; only one is open at a time. */
public final class GroupFiles implements GroupSource {

    private final Deque<Path> files;
    private final UnknownFields unknown;
    private @Nullable GroupSource current;

    private GroupFiles(List<Path> files, UnknownFields unknown) {
        this.files = new ArrayDeque<>(files);
        this.unknown = unknown;
    }

    /**
     * Opens files of groups.
     *
     * @param files whose names end in {@code .jsonl} or {@code .avro}
     * @throws UsageException if one is not there, or its name says no format
     */
    public static GroupFiles open(List<Path> files, UnknownFields unknown) {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new UsageException("there is no file of groups " + file + "; ./millrace export makes one");
            }
            FileFormat unused = FileFormat.of(file);
        }
        return new GroupFiles(files, unknown);
    }

    /** A sink for a file, by its name. */
    public static GroupSink create(Path file) {
        return FileFormat.of(file) == FileFormat.JSONL ? JsonGroupSink.create(file) : AvroGroupSink.create(file);
    }

    /**
     * A sink that goes on where an older one stood.
     *
     * @param length what {@link GroupSink#sync} gave then
     * @throws UsageException if the file is missing or shorter by now
     */
    public static GroupSink resume(Path file, long length) {
        long held = file.toFile().length();
        if (held < length) {
            throw new UsageException(file + " holds " + held + " bytes, but " + length
                    + " were written before the export stopped; begin anew with --restart");
        }
        return FileFormat.of(file) == FileFormat.JSONL
                ? JsonGroupSink.resume(file, length)
                : AvroGroupSink.resume(file, length);
    }

    @Override
    public Optional<InputGroup> next() {
        while (true) {
            if (current == null) {
                Path file = files.poll();
                if (file == null) {
                    return Optional.empty();
                }
                current = FileFormat.of(file) == FileFormat.JSONL
                        ? new JsonGroupSource(file, unknown)
                        : new AvroGroupSource(file);
            }
            Optional<InputGroup> next = current.next();
            if (next.isPresent()) {
                return next;
            }
            current.close();
            current = null;
        }
    }

    @Override
    public void close() {
        files.clear();
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
