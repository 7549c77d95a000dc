package dev.millrace.policy.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entries of files, one at a time; holds one file open and, of what it has passed, only the ids. */
final class EntryIterator implements Iterator<DatasetEntry>, Closeable {

    /** Told of each row that is not an entry; may throw to end the reading there. */
    interface OnProblem {
        void accept(DatasetProblem problem, RowException cause);
    }

    private static final int MAX_MESSAGE = 500;

    private final Path named;
    private final List<Path> files;
    private final DataConfig config;
    private final EntryCheck check;
    private final OnProblem onProblem;
    private final Map<String, String> placeOfId = new HashMap<>();

    private int next;
    private @Nullable OpenFile open;
    private @Nullable DatasetEntry upcoming;
    private boolean ended;
    private long rows;
    private long passedOver;
    private long taken;
    private String first = "";
    private DatasetPreset preset = DatasetPreset.AUTO;

    private EntryIterator(Path named, List<Path> files, DataConfig config, EntryCheck check, OnProblem onProblem) {
        this.named = named;
        this.files = files;
        this.config = config;
        this.check = check;
        this.onProblem = onProblem;
    }

    static EntryIterator open(Path named, DataConfig config, EntryCheck check, OnProblem onProblem) {
        EntryIterator entries = new EntryIterator(named, DatasetFiles.of(named), config, check, onProblem);
        entries.openNext();
        return entries;
    }

    /** Rows that the settings do not take, so far. */
    long passedOver() {
        return passedOver;
    }

    /** What the first file is read as. */
    DatasetPreset preset() {
        return preset;
    }

    @Override
    public boolean hasNext() {
        return peek() != null;
    }

    @Override
    public DatasetEntry next() {
        DatasetEntry entry = peek();
        if (entry == null) {
            throw new NoSuchElementException("the data set " + named + " has no more entries");
        }
        upcoming = null;
        return entry;
    }

    @Override
    public void close() {
        OpenFile last = open;
        open = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing " + last.file(), e);
            }
        }
    }

    private @Nullable DatasetEntry peek() {
        while (upcoming == null && !ended) {
            upcoming = advance();
        }
        return upcoming;
    }

    /** The next entry, or null if the row was none. */
    private @Nullable DatasetEntry advance() {
        OpenFile from = open;
        if (from == null) {
            end();
            return null;
        }
        try {
            Row row = from.source().next();
            if (row == null) {
                close();
                openNext();
                return null;
            }
            rows++;
            RowReader reader = from.reader(row);
            preset = preset == DatasetPreset.AUTO ? reader.preset() : preset;
            String otherwise = from.source().unit() + "-" + from.source().number();
            Optional<DatasetEntry> entry =
                    reader.read(row, files.size() == 1 ? otherwise : from.stem() + "-" + otherwise);
            if (entry.isEmpty()) {
                passedOver++;
                return null;
            }
            return checked(unique(entry.get(), from));
        } catch (RowException e) {
            rows++;
            String what = shortened(e.what());
            first = first.isEmpty() ? what : first;
            onProblem.accept(
                    new DatasetProblem(from.file().toString(), from.source().number(), e.fault(), what), e);
            return null;
        } catch (IOException e) {
            throw wholeFile(
                    from.file(),
                    "cannot be read after " + from.source().unit() + " "
                            + from.source().number() + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private void openNext() {
        if (next < files.size()) {
            Path file = files.get(next++);
            try {
                open = OpenFile.of(file, config);
            } catch (NoSuchFileException e) {
                throw wholeFile(
                        file,
                        "does not exist, looked for at " + file.toAbsolutePath() + "; give a file of rows (.jsonl,"
                                + " .parquet), a folder of them, or a pattern",
                        e);
            } catch (FileSystemException e) {
                throw wholeFile(file, "cannot be opened (" + e + "); check the path and its permissions", e);
            } catch (IOException e) {
                throw wholeFile(file, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** What is wrong may quote the row, and a row may have megabytes. */
    private static String shortened(String what) {
        return what.length() <= MAX_MESSAGE ? what : what.substring(0, MAX_MESSAGE) + "…";
    }

    private DatasetEntry checked(DatasetEntry entry) throws RowException {
        Optional<EntryCheck.Refusal> refusal = check.refusal(entry);
        if (refusal.isPresent()) {
            throw new RowException(refusal.get().fault(), refusal.get().what());
        }
        taken++;
        return entry;
    }

    private DatasetEntry unique(DatasetEntry entry, OpenFile from) throws RowException {
        String place = from.source().unit() + " " + from.source().number()
                + (files.size() == 1 ? "" : " of " + from.file().getFileName());
        String earlier = placeOfId.putIfAbsent(entry.id(), place);
        if (earlier != null) {
            throw new RowException(
                    RowFault.ID_TWICE,
                    "the id \"" + entry.id() + "\" is that of " + earlier + " too; give every row its own");
        }
        return entry;
    }

    private void end() {
        ended = true;
        if (rows == 0) {
            throw wholeFile(named, "is empty; a data set has at least one row, a JSON object a line", null);
        }
    }

    /** @throws DatasetException if none of the rows was an entry */
    void requireEntries() {
        if (taken == 0) {
            throw wholeFile(
                    named,
                    first.isEmpty() ? "has no row that data.rate takes" : "has no usable rows; the first one: " + first,
                    null);
        }
    }

    private static DatasetException wholeFile(Path file, String what, @Nullable Throwable cause) {
        return new DatasetException(
                new DatasetProblem(file.toString(), DatasetProblem.WHOLE_FILE, RowFault.MALFORMED, what), cause);
    }
}
