package dev.millrace.console.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
 * cut off, and its cell runs again.
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
        try {
            String text = Files.readString(file);
            int whole = text.lastIndexOf('\n') + 1;
            if (whole < text.length()) {
                Files.writeString(file, text.substring(0, whole));
            }
            int number = 0;
            for (String line : text.substring(0, whole).split("\n", -1)) {
                number++;
                if (!line.isBlank()) {
                    results.add(parse(line, number));
                }
            }
            return results;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
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
