package dev.millrace.cli.scorers;

import dev.millrace.replay.exchange.GroupFiles;
import dev.millrace.replay.exchange.GroupSource;
import dev.millrace.replay.exchange.InputNotes;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Samples of a file, group after group. Belongs to one thread. */
public interface SampleSource extends AutoCloseable {

    /**
     * The samples of the next group, or empty at the end.
     *
     * @throws UsageException naming file and line, if it cannot be used
     */
    Optional<SampleGroup> next();

    @Override
    void close();

    /**
     * Opens a file of groups as {@code export} writes them, or of samples, one a line.
     *
     * @param notes hears of what is passed over in groups
     * @throws UsageException if it is not there or empty
     */
    static SampleSource open(Path file, InputNotes notes) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("there is no file " + file.toAbsolutePath());
        }
        boolean groups = file.toString().endsWith(".avro") || firstLine(file).contains("\"trajectories\"");
        return groups ? ofGroups(GroupFiles.open(List.of(file), notes)) : SampleLines.open(file);
    }

    private static String firstLine(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElseThrow(() -> new UsageException(file + " is empty: it holds no sample"));
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("cannot read " + file.toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    private static SampleSource ofGroups(GroupSource groups) {
        return new SampleSource() {
            @Override
            public Optional<SampleGroup> next() {
                return groups.next()
                        .map(input -> new SampleGroup(
                                input.where(),
                                input.group().getTrajectories().stream()
                                        .map(LoggedTrajectory::getTrajectory)
                                        .toList(),
                                input.images()));
            }

            @Override
            public void close() {
                groups.close();
            }
        };
    }
}
