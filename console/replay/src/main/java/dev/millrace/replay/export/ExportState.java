package dev.millrace.replay.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.replay.grouplog.LogCounts;
import dev.millrace.replay.grouplog.LogSnapshot;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far an export is. It lies beside the first of its files, and stays as its summary when it is complete.
 *
 * @param request what was asked for, in words: another request is another export
 * @param snapshot what of the log is exported
 * @param lengths length of each file up to which it is written and durable
 * @param groups groups in them
 * @param lastGroup id of the last of them; empty if there is none
 * @param images images beside them
 * @param missingImages images that are no longer in the log
 * @param complete whether it is done
 * @param counts what of the log became groups; exact when it is complete
 */
public record ExportState(
        String request,
        LogSnapshot snapshot,
        SortedMap<String, Long> lengths,
        long groups,
        String lastGroup,
        long images,
        long missingImages,
        boolean complete,
        LogCounts counts) {

    private static final String ENDING = ".export.json";
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    public ExportState {
        lengths = new TreeMap<>(lengths);
    }

    static ExportState beginning(String request, LogSnapshot snapshot) {
        return new ExportState(
                request,
                snapshot,
                new TreeMap<>(Map.of()),
                0,
                "",
                0,
                0,
                false,
                new LogCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    /** Where the state of an export to a file lies. */
    static Path file(Path output) {
        return output.resolveSibling(output.getFileName() + ENDING);
    }

    /** The state beside a file, if an export to it was begun. */
    public static Optional<ExportState> read(Path output) {
        Path file = file(output);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), ExportState.class));
        } catch (JsonProcessingException e) {
            throw new UsageException(file + " is no state of an export; begin anew with --restart", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e, e);
        }
    }

    public void write(Path output) {
        Path file = file(output);
        Path temporary = file.resolveSibling(file.getFileName() + ".writing");
        try {
            Files.write(temporary, JSON.writeValueAsBytes(this));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
