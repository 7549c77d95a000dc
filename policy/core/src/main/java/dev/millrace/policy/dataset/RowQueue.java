package dev.millrace.policy.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The rows of files in their order. The thread that takes them reads them; others make entries of those that come next, a
 * bounded number ahead, since images cost most of the time. What is wrong with a row shows when it is its turn.
 */
final class RowQueue implements Closeable {

    private static final int THREADS = Math.min(8, Runtime.getRuntime().availableProcessors());
    private static final int AHEAD = 2 * THREADS;

    private final List<Path> files;
    private final DataConfig config;
    private final ExecutorService threads;
    private final Deque<ReadRow> ahead = new ArrayDeque<>();
    private final Deque<OpenFile> open = new ArrayDeque<>();

    private int next;
    private boolean exhausted;

    private RowQueue(List<Path> files, DataConfig config) {
        this.files = files;
        this.config = config;
        this.threads = Executors.newFixedThreadPool(THREADS, RowQueue::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "data-set-images");
        thread.setDaemon(true);
        return thread;
    }

    /** @throws DatasetException if the first file cannot be opened */
    static RowQueue open(List<Path> files, DataConfig config) {
        RowQueue rows = new RowQueue(files, config);
        try {
            rows.openNext();
            return rows;
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /**
     * The next row; null at the end of the last file.
     *
     * @throws DatasetException if the next file cannot be opened
     */
    @Nullable
    ReadRow poll() {
        while (ahead.size() < AHEAD && !exhausted) {
            readOne();
        }
        ReadRow row = ahead.pollFirst();
        // A file is needed until the last of its rows is an entry.
        while (!open.isEmpty() && (row == null || open.getFirst() != row.file())) {
            close(open.removeFirst());
        }
        return row;
    }

    private void readOne() {
        OpenFile file = open.getLast();
        try {
            Row row = file.source().next();
            if (row == null) {
                exhausted = next == files.size();
                if (!exhausted) {
                    openNext();
                }
                return;
            }
            RowReader reader = file.reader(row);
            String id = file.source().unit() + "-" + file.source().number();
            String name = files.size() == 1 ? id : file.stem() + "-" + id;
            Future<Optional<DatasetEntry>> entry = threads.submit(() -> reader.read(row, name));
            ahead.addLast(new ReadRow(file, file.source().number(), () -> await(entry)));
        } catch (RowException e) {
            ahead.addLast(new ReadRow(file, file.source().number(), () -> {
                throw e;
            }));
        } catch (IOException e) {
            exhausted = true;
            ahead.addLast(new ReadRow(file, file.source().number(), () -> {
                throw e;
            }));
        }
    }

    private static Optional<DatasetEntry> await(Future<Optional<DatasetEntry>> entry) throws RowException {
        try {
            return entry.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("reading a data set was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RowException wrong) {
                throw wrong;
            }
            if (e.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            throw new IllegalStateException("a row cannot be read: " + e.getCause(), e);
        }
    }

    private void openNext() {
        Path file = files.get(next++);
        try {
            open.addLast(OpenFile.of(file, config));
        } catch (NoSuchFileException e) {
            throw wrong(
                    file,
                    "does not exist, looked for at " + file.toAbsolutePath()
                            + "; give a file of rows (.jsonl, .parquet)," + " a folder of them, or a pattern",
                    e);
        } catch (FileSystemException e) {
            throw wrong(file, "cannot be opened (" + e + "); check the path and its permissions", e);
        } catch (IOException e) {
            throw wrong(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static DatasetException wrong(Path file, String what, IOException cause) {
        return new DatasetException(
                new DatasetProblem(file.toString(), DatasetProblem.WHOLE_FILE, RowFault.MALFORMED, what), cause);
    }

    private static void close(OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing " + file.file(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        while (!open.isEmpty()) {
            close(open.removeFirst());
        }
    }
}
