package dev.millrace.cli.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.schemas.io.LineFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Results of cells, one JSON object a line, appended as they come. A last line that a killed process left unfinished is
 * cut off when the log is read, and its cell runs again; it is read before anything is appended.
 *
 * @param file made with the first result
 */
public record ResultLog(Path file) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** All results so far, in the order they came. */
    public List<CellResult> read() {
        List<CellResult> results = new ArrayList<>();
        if (!Files.isRegularFile(file)) {
            return results;
        }
        LineFile.mend(file, ResultLog::isWhole);
        try {
            LineFile.read(file, (number, line) -> {
                if (!line.isBlank()) {
                    results.add(parse(line, number));
                }
            });
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean isWhole(String line) {
        try {
            JSON.readValue(line, CellResult.class);
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private CellResult parse(String line, int number) {
        try {
            return JSON.readValue(line, CellResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    file + ":" + number + " is no result of a cell: " + e.getOriginalMessage()
                            + "; remove the line, and the cell runs again",
                    e);
        }
    }

    /** Adds a result. */
    public void append(CellResult result) {
        try {
            byte[] line = (JSON.writeValueAsString(result) + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.SYNC);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
