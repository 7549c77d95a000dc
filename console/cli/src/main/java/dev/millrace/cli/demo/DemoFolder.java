package dev.millrace.cli.demo;

import dev.millrace.monitoring.metrics.StepFiles;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a demo keeps everything: data of the broker, checkpoints, log, configuration, report.
 *
 * <p>A marker says how the demo in it ended, so that only what is known to be over is ever replaced.
 */
public final class DemoFolder implements AutoCloseable {

    private static final String MARKER = "demo.state";

    private final Path path;
    private State state = State.RUNNING;

    private DemoFolder(Path path) {
        this.path = path;
    }

    /**
     * Takes the folder for a new demo: makes it, or empties it of a demo that is over.
     *
     * @throws UsageException if it holds anything else
     */
    public static DemoFolder claim(Path path) {
        try {
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw new UsageException(path + " is no folder; give another one with --out");
            }
            if (Files.isDirectory(path) && !isEmpty(path)) {
                requireOver(path);
                empty(path);
            }
            Files.createDirectories(path);
            DemoFolder folder = new DemoFolder(path);
            folder.mark(State.RUNNING);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + path + ": " + e, e);
        }
    }

    /** Whether a folder is a demo's, whatever became of it. */
    public static boolean isAt(Path path) {
        return Files.exists(path.resolve(MARKER));
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void requireOver(Path path) throws IOException {
        Path marker = path.resolve(MARKER);
        if (!Files.isRegularFile(marker)) {
            throw new UsageException(path + " is not empty and holds no demo; give another folder with --out");
        }
        String state = Files.readString(marker).strip();
        if (!state.equals(State.FINISHED.word) && !state.equals(State.STOPPED.word)) {
            throw new UsageException(
                    path + " holds a demo that is running or was killed; stop it, then delete the folder,"
                            + " or give another one with --out");
        }
    }

    /** Leaves nothing of the demo before, the marker last. */
    private static void empty(Path path) throws IOException {
        List<Path> entries;
        try (Stream<Path> walk = Files.walk(path)) {
            entries = walk.sorted(Comparator.reverseOrder())
                    .filter(entry -> !entry.equals(path) && !entry.equals(path.resolve(MARKER)))
                    .toList();
        }
        for (Path entry : entries) {
            Files.delete(entry);
        }
        Files.delete(path.resolve(MARKER));
    }

    /** The steps, a line each. */
    public Path metrics() {
        return path.resolve(StepFiles.LINES);
    }

    /** Leaves of a finished demo what is small: the data of the broker and all checkpoints but the newest go. */
    public void discardBulk() {
        List<Path> checkpoints = new CheckpointStore(checkpoints(), 2).list();
        try {
            delete(data());
            delete(streamsState());
            for (Path checkpoint : checkpoints.subList(0, Math.max(0, checkpoints.size() - 1))) {
                delete(checkpoint);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + path + ": " + e, e);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(tree)) {
            for (Path entry : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
    }

    /** Notes how the demo ended. */
    public void mark(State next) {
        state = next;
        try {
            Files.writeString(path.resolve(MARKER), state.word + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path.resolve(MARKER), e);
        }
    }

    /** Marks a demo that has not finished as stopped: everything in it is closed by now. */
    @Override
    public void close() {
        if (state == State.RUNNING) {
            mark(State.STOPPED);
        }
    }

    public Path path() {
        return path;
    }

    public Path data() {
        return path.resolve("data");
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    public Path streamsState() {
        return path.resolve("streams");
    }

    public Path log() {
        return path.resolve("demo.log");
    }

    public Path config() {
        return path.resolve("config.yaml");
    }

    public Path sheet() {
        return path.resolve("contact-sheet.png");
    }

    /** When it came to the points of its start. */
    public Path start() {
        return path.resolve("start.json");
    }

    public Path report() {
        return path.resolve("report.json");
    }

    /** How a demo stands. */
    public enum State {
        RUNNING("running"),
        /** Ended before its end, cleanly. */
        STOPPED("stopped"),
        FINISHED("finished");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }
}
