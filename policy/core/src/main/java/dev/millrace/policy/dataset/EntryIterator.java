package dev.millrace.policy.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The entries of a file, one at a time; holds the file open and, of what it has passed, only the ids. */
final class EntryIterator implements Iterator<DatasetEntry>, AutoCloseable {

    /** Told of each row that is not an entry; may throw to end the reading there. */
    interface OnProblem {
        void accept(DatasetProblem problem, RowException cause);
    }

    private static final int MAX_MESSAGE = 500;

    private final Path file;
    private final JsonLines lines;
    private final RowReader rows;
    private final OnProblem onProblem;
    private final Map<String, Long> lineOfId = new HashMap<>();
    private @Nullable DatasetEntry upcoming;
    private boolean ended;

    private EntryIterator(Path file, JsonLines lines, RowReader rows, OnProblem onProblem) {
        this.file = file;
        this.lines = lines;
        this.rows = rows;
        this.onProblem = onProblem;
    }

    static EntryIterator open(Path file, ImageFolder images, OnProblem onProblem) {
        try {
            InputStream input = Files.newInputStream(file);
            return new EntryIterator(file, new JsonLines(input), new RowReader(images), onProblem);
        } catch (NoSuchFileException e) {
            throw wholeFile(file, "does not exist; give the path of a JSONL file", e);
        } catch (IOException e) {
            throw wholeFile(file, "cannot be opened (" + e + "); check the path and its permissions", e);
        }
    }

    @Override
    public boolean hasNext() {
        return peek() != null;
    }

    @Override
    public DatasetEntry next() {
        DatasetEntry entry = peek();
        if (entry == null) {
            throw new NoSuchElementException("the data set " + file + " has no more entries");
        }
        upcoming = null;
        return entry;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file, e);
        }
    }

    private @Nullable DatasetEntry peek() {
        while (upcoming == null && !ended) {
            upcoming = advance();
        }
        return upcoming;
    }

    /** The next entry, or null if the line held none. */
    private @Nullable DatasetEntry advance() {
        try {
            String line = lines.next();
            if (line == null) {
                end();
                return null;
            }
            return line.isBlank() ? null : unique(rows.read(line, lines.number()));
        } catch (RowException e) {
            onProblem.accept(new DatasetProblem(file.toString(), lines.number(), shortened(e.what())), e);
            return null;
        } catch (IOException e) {
            throw wholeFile(file, "cannot be read after line " + lines.number() + " (" + e + ")", e);
        }
    }

    /** What is wrong may quote the row, and a row may have megabytes. */
    private static String shortened(String what) {
        return what.length() <= MAX_MESSAGE ? what : what.substring(0, MAX_MESSAGE) + "…";
    }

    private DatasetEntry unique(DatasetEntry entry) throws RowException {
        Long earlier = lineOfId.putIfAbsent(entry.id(), lines.number());
        if (earlier != null) {
            throw new RowException(
                    "the id \"" + entry.id() + "\" is that of line " + earlier + " too; give every row its own");
        }
        return entry;
    }

    private void end() {
        ended = true;
        if (lines.number() == 0) {
            throw wholeFile(file, "is empty; a data set has at least one row, a JSON object a line", null);
        }
        if (lineOfId.isEmpty()) {
            throw wholeFile(file, "has no usable rows; a data set needs one JSON object a line", null);
        }
    }

    private static DatasetException wholeFile(Path file, String what, @Nullable Throwable cause) {
        return new DatasetException(new DatasetProblem(file.toString(), DatasetProblem.WHOLE_FILE, what), cause);
    }
}
