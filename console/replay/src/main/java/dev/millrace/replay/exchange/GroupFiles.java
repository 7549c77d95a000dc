package dev.millrace.replay.exchange;

import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Groups of several files, one file after the other; only one is open at a time. A group is given out once: what comes
 * again under its run and id, in the same file or another, is passed over, since nothing is trained or counted twice.
 */
public final class GroupFiles implements GroupSource {

    private final Deque<Path> files;
    private final InputNotes notes;
    /** Where each group stood for the first time. */
    private final Map<GroupKey, String> given = new HashMap<>();

    private @Nullable GroupSource current;
    private Path file = Path.of("");
    private boolean holdsGroups;

    private record GroupKey(String runId, String groupId) {}

    private GroupFiles(List<Path> files, InputNotes notes) {
        this.files = new ArrayDeque<>(files);
        this.notes = notes;
    }

    /**
     * Opens files of groups.
     *
     * @param files whose names end in {@code .jsonl} or {@code .avro}
     * @param notes hears of what is passed over
     * @throws UsageException if one is not there, or its name says no format
     */
    public static GroupFiles open(List<Path> files, InputNotes notes) {
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new UsageException("there is no file of groups " + file + "; ./millrace export makes one");
            }
            FileFormat unused = FileFormat.of(file);
        }
        return new GroupFiles(files, notes);
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
        Optional<InputGroup> next = nextOfAny();
        while (next.isPresent() && isRepetition(next.get())) {
            next = nextOfAny();
        }
        return next;
    }

    private boolean isRepetition(InputGroup input) {
        GroupKey key = new GroupKey(input.group().getRunId(), input.group().getGroupId());
        String first = given.putIfAbsent(key, input.where());
        if (first != null) {
            notes.repetition(key.groupId(), input.where(), first);
        }
        return first != null;
    }

    private Optional<InputGroup> nextOfAny() {
        while (true) {
            if (current == null) {
                Path next = files.poll();
                if (next == null) {
                    return Optional.empty();
                }
                file = next;
                holdsGroups = false;
                current = FileFormat.of(next) == FileFormat.JSONL
                        ? new JsonGroupSource(next, notes)
                        : new AvroGroupSource(next);
            }
            Optional<InputGroup> next = current.next();
            if (next.isPresent()) {
                holdsGroups = true;
                return next;
            }
            current.close();
            current = null;
            if (!holdsGroups) {
                throw new InputException(file + " is empty: it holds no group");
            }
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
