package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.watch.StepRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.BitSet;

/**
 * The files of a run's steps: {@code metrics.jsonl}, a line a step, and event files of TensorBoard in
 * {@code tensorboard/}, one for each start. Each of the two holds every step once that it was given, whatever was killed
 * between its bytes, as long as the steps are given again from the first: what it has it passes over. Not thread-safe.
 */
final class StepFolder implements AutoCloseable {

    private final StepLog lines;
    private final EventFile events;
    private final EventSteps told;
    private final BitSet given = new BitSet();

    private StepFolder(StepLog lines, EventFile events, EventSteps told) {
        this.lines = lines;
        this.events = events;
        this.told = told;
    }

    /**
     * Opens the files to go on with.
     *
     * @param folder exists
     * @param now when this start was; stands in the name of its event file
     */
    static StepFolder open(Path folder, Instant now) throws IOException {
        Path tensorboard = Files.createDirectories(folder.resolve("tensorboard"));
        EventSteps told = EventSteps.in(tensorboard);
        StepLog lines = StepLog.open(folder.resolve(StepFiles.LINES));
        try {
            return new StepFolder(lines, EventFile.create(eventFile(tensorboard, now), now), told);
        } catch (IOException | RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    /** An event file that no other start has. */
    static Path eventFile(Path tensorboard, Instant now) {
        long millis = now.toEpochMilli();
        String name = "events.out.tfevents." + millis / 1000 + ".millrace."
                + ProcessHandle.current().pid() + "." + millis % 1000;
        return tensorboard.resolve(name);
    }

    /** Adds a step to the files that do not have it. */
    void add(StepRow row) throws IOException {
        lines.add(row);
        if (!given.get(row.version()) && !told.takeStep(row.step())) {
            events.scalars(row.step(), row.at(), row.metrics());
        }
        given.set(row.version());
    }

    /** The learner has gone back to a step: TensorBoard shows none of those after it, until they are made again. */
    void rewound(int step, Instant at) {
        if (!told.takeRestart(step + 1)) {
            events.restart(step + 1L, at);
        }
    }

    /** Hands what was added to the system. */
    void flush() throws IOException {
        lines.flush();
    }

    @Override
    public void close() throws IOException {
        try (events;
                lines) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
