package dev.millrace.monitoring.page;

import dev.millrace.monitoring.metrics.StepFiles;
import dev.millrace.monitoring.metrics.StepLog;
import dev.millrace.monitoring.watch.StepRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whose {@code metrics.jsonl} lies in a folder below one folder. A run is named as its folder is; only names that
 * were listed are read, so that no request leads anywhere else. Thread-safe.
 *
 * @param folder may be missing
 */
public record EarlierRuns(Path folder) {

    /** A file of more bytes is not read: that would take too long for whoever waits for a page. */
    public static final long MOST_BYTES = 256L << 20;

    private static final Logger log = LoggerFactory.getLogger(EarlierRuns.class);

    List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(path -> Files.isRegularFile(path.resolve(StepFiles.LINES)))
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            log.atWarn().addKeyValue("folder", folder).setCause(e).log("earlier runs cannot be listed");
            return List.of();
        }
    }

    /** Whether the metrics of a run that was listed are short enough to be read. */
    boolean isReadable(String name) {
        try {
            return Files.size(folder.resolve(name).resolve(StepFiles.LINES)) <= MOST_BYTES;
        } catch (IOException e) {
            log.atWarn().addKeyValue("run", name).setCause(e).log("metrics of an earlier run cannot be read");
            return false;
        }
    }

    /**
     * The steps of an earlier run, evenly chosen; empty where there is none of that name.
     *
     * @param most steps, at least 1
     * @throws IllegalArgumentException if the file is too large to be read
     */
    List<StepRow> steps(String name, int most) {
        if (!names().contains(name)) {
            return List.of();
        }
        Path file = folder.resolve(name).resolve(StepFiles.LINES);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(StepFiles.LINES + " of " + name + " has " + Files.size(file)
                        + " bytes, more than the " + MOST_BYTES + " that the page reads");
            }
            return StepLog.sample(file, most);
        } catch (IOException e) {
            log.atWarn().addKeyValue("run", name).setCause(e).log("metrics of an earlier run cannot be read");
            return List.of();
        }
    }
}
