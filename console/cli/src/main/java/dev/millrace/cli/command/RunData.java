package dev.millrace.cli.command;

import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What lies in the folder of a run, as {@code --run} names it: the data of its broker and its settings. A demo, {@code up} and
 * {@code local} leave such folders. Stateless.
 */
final class RunData {

    private static final String DATA = "data";
    private static final String CONFIG = "config.yaml";

    /** Lies in the folder of a broker's data; such a folder is a run's as well. */
    private static final String STACK = "millrace-local.json";

    private RunData() {}

    /** Where the data of a run's broker is, or will be. */
    static Path of(Path run) {
        return Files.exists(run.resolve(STACK)) ? run : run.resolve(DATA);
    }

    /** @throws UsageException if there is no such folder, or no data in it */
    static Path existing(Path run) {
        if (!Files.isDirectory(run)) {
            throw new UsageException(
                    "there is no folder " + run.toAbsolutePath() + "; give that of a demo, of up or of local");
        }
        Path data = of(run);
        if (!Files.isDirectory(data)) {
            throw new UsageException(run.toAbsolutePath() + " holds no data of a broker: there is no " + data
                    + "; give the folder of a demo, of up or of local");
        }
        return data;
    }

    /** The settings that a run was made with, if they lie in its folder. */
    static Optional<Path> config(Path run) {
        return Optional.of(run.resolve(CONFIG)).filter(Files::isRegularFile);
    }
}
