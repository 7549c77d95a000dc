package dev.millrace.monitoring.metrics;

import dev.millrace.monitoring.watch.StepRow;
import dev.millrace.schemas.io.LineFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a run as a file of JSON, a line a step. It knows what it has, so that each step is in it once. Not
 * thread-safe.
 */
public final class StepLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StepLog.class);

    private final BitSet versions;
    private final BufferedWriter writer;

    private StepLog(BitSet versions, BufferedWriter writer) {
        this.versions = versions;
        this.writer = writer;
    }

    /** Opens a log to go on with, or a new one. A line that was cut off is taken away, and its step is missing again. */
    static StepLog open(Path file) throws IOException {
        LineFile.mend(file, StepLog::isWhole);
        BitSet versions = new BitSet();
        if (Files.exists(file)) {
            all(file, number -> true).forEach(row -> versions.set(row.version()));
        }
        return new StepLog(
                versions,
                Files.newBufferedWriter(
                        file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    /**
     * The steps of a log, in their order, without those that a rewind abandoned. Lines that are none of ours are passed over,
     * and told in the process's log.
     */
    public static List<StepRow> read(Path file) throws IOException {
        return read(file, (number) -> true);
    }

    /**
     * The same, of every so many lines one, the last among them, so that a log of any length takes the memory of a short
     * one.
     *
     * @param most steps, at least 1
     */
    public static List<StepRow> sample(Path file, int most) throws IOException {
        int[] lines = new int[1];
        LineFile.read(file, (number, line) -> lines[0] = number);
        int every = Math.max(1, (lines[0] + most - 1) / most);
        return read(file, number -> (lines[0] - number) % every == 0);
    }

    private static List<StepRow> read(Path file, IntPredicate wanted) throws IOException {
        Deque<StepRow> left = new ArrayDeque<>();
        for (StepRow row : all(file, wanted)) {
            while (!left.isEmpty() && left.getLast().step() >= row.step()) {
                left.removeLast();
            }
            left.add(row);
        }
        return List.copyOf(left);
    }

    private static List<StepRow> all(Path file, IntPredicate wanted) throws IOException {
        List<StepRow> rows = new ArrayList<>();
        LineFile.read(file, (number, line) -> {
            if (!wanted.test(number)) {
                return;
            }
            try {
                rows.add(StepLine.parse(line));
            } catch (IllegalArgumentException e) {
                log.atWarn().addKeyValue("line", file + ":" + number).log("a line of metrics is damaged");
            }
        });
        rows.sort(Comparator.comparingInt(StepRow::version));
        return List.copyOf(rows);
    }

    private static boolean isWhole(String line) {
        try {
            return StepLine.parse(line).step() > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Adds a step, unless it is there. */
    void add(StepRow row) throws IOException {
        if (!versions.get(row.version())) {
            writer.write(StepLine.of(row));
            writer.newLine();
            versions.set(row.version());
        }
    }

    void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
