package dev.millrace.cli.command;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.log.RunLog;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a role writes: its log, and the configuration it runs with.
 *
 * @param path exists
 */
record RunFolder(Path path) {

    /**
     * Opens the folder for one role: makes it, saves the configuration, begins the log.
     *
     * @param role file names begin with it
     */
    static RunFolder open(Path path, String role, MillraceConfig settings) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UsageException("cannot make the folder " + path + ": " + e, e);
        }
        RunFolder folder = new RunFolder(path);
        MillraceConfig.loader().save(settings, path.resolve(role + ".yaml"));
        RunLog.toFile(folder.log(role));
        return folder;
    }

    Path log(String role) {
        return path.resolve(role + ".log");
    }
}
