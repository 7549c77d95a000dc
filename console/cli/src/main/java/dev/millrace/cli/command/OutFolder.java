package dev.millrace.cli.command;

import dev.millrace.runtime.log.RunLog;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that a command fills, which holds nothing before. Stateless. */
final class OutFolder {

    private OutFolder() {}

    /**
     * Makes the folder of a benchmark that runs roles as processes, and leads the log of this process there.
     *
     * @param out as it was asked for; null for {@code runs/NAME-SEED}
     * @param verbose whether the log goes to the terminal as well
     * @throws UsageException if the folder is not empty
     */
    static Path open(@Nullable Path out, String name, long seed, boolean verbose) throws IOException {
        if (verbose) {
            RunLog.verbose();
        }
        Path folder = out == null ? Path.of("runs", name + "-" + seed) : out;
        requireEmpty(folder);
        Files.createDirectories(folder);
        RunLog.toFile(folder.resolve(name + ".log"));
        RunLog.leaveTerminal();
        return folder;
    }

    /** @throws UsageException unless it is an empty folder, or none yet */
    static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is no folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new UsageException(folder + " is not empty; give another folder with --out");
            }
        }
    }
}
