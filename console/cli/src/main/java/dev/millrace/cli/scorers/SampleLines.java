package dev.millrace.cli.scorers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Samples that somebody wrote, one a line. */
final class SampleLines implements SampleSource {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final BufferedReader lines;
    private int line;

    private SampleLines(Path file, BufferedReader lines) {
        this.file = file;
        this.lines = lines;
    }

    static SampleLines open(Path file) {
        try {
            return new SampleLines(file, Files.newBufferedReader(file));
        } catch (IOException e) {
            throw new UsageException("cannot read " + file.toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<SampleGroup> next() {
        try {
            @Nullable String text = lines.readLine();
            line++;
            while (text != null && text.isBlank()) {
                text = lines.readLine();
                line++;
            }
            return text == null ? Optional.empty() : Optional.of(read(text));
        } catch (IOException e) {
            throw new UsageException("cannot read " + file.toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    private SampleGroup read(String text) {
        String where = file + ":" + line;
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode row) {
                return new SampleRow(where, row, line)
                        .read(file.toAbsolutePath().resolveSibling(""));
            }
            throw new UsageException(where + ": a line must hold a sample as a JSON object");
        } catch (JsonProcessingException e) {
            throw new UsageException(where + ": " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UsageException("cannot close " + file.toAbsolutePath() + ": " + e.getMessage(), e);
        }
    }
}
