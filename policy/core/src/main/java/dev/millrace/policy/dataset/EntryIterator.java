package dev.millrace.policy.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entries of files, one at a time; holds of what it has passed only the ids. For one thread. */
final class EntryIterator implements Iterator<DatasetEntry>, Closeable {

    /** Told of each row that is not an entry; may throw to end the reading there. */
    interface OnProblem {
        void accept(DatasetProblem problem, RowException cause);
    }

    private static final int MAX_MESSAGE = 500;

    private final Path named;
    private final boolean oneFile;
    private final RowQueue queue;
    private final EntryCheck check;
    private final OnProblem onProblem;
    private final Map<String, String> placeOfId = new HashMap<>();

    private @Nullable DatasetEntry upcoming;
    private boolean ended;
    private long rows;
    private long passedOver;
    private long taken;
    private String first = "";
    private DatasetPreset preset = DatasetPreset.AUTO;

    private EntryIterator(Path named, boolean oneFile, RowQueue queue, EntryCheck check, OnProblem onProblem) {
        this.named = named;
        this.oneFile = oneFile;
        this.queue = queue;
        this.check = check;
        this.onProblem = onProblem;
    }

    static EntryIterator open(Path named, DataConfig config, EntryCheck check, OnProblem onProblem) {
        List<Path> files = DatasetFiles.of(named);
        return new EntryIterator(named, files.size() == 1, RowQueue.open(files, config), check, onProblem);
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
        queue.close();
    }

    private @Nullable DatasetEntry peek() {
        while (upcoming == null && !ended) {
            upcoming = advance();
        }
        return upcoming;
    }

    /** The next entry, or null if the row was none. */
    private @Nullable DatasetEntry advance() {
        ReadRow row = queue.poll();
        if (row == null) {
            end();
            return null;
        }
        try {
            Optional<DatasetEntry> entry = row.made().get();
            preset = preset == DatasetPreset.AUTO ? row.file().preset() : preset;
            rows++;
            if (entry.isEmpty()) {
                passedOver++;
                return null;
            }
            return checked(unique(entry.get(), row));
        } catch (RowException e) {
            rows++;
            String what = shortened(e.what());
            first = first.isEmpty() ? what : first;
            onProblem.accept(new DatasetProblem(row.file().file().toString(), row.number(), e.fault(), what), e);
            return null;
        } catch (IOException e) {
            throw wholeFile(row.file().file(), "cannot be read after " + row.place() + " (" + e.getMessage() + ")", e);
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

    private DatasetEntry unique(DatasetEntry entry, ReadRow row) throws RowException {
        String place = row.place() + (oneFile ? "" : " of " + row.file().file().getFileName());
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
