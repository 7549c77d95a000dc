package dev.millrace.cli.bench.all;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.audit.ReportJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of {@code bench all}: of each bench its numbers, what it said, and how it ended. Belongs to one thread. */
final class BenchFiles {

    private static final Logger log = LoggerFactory.getLogger(BenchFiles.class);

    private final Path folder;
    private final JsonMapper json = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    BenchFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Where a bench writes its numbers. */
    Path numbers(String bench) {
        return folder.resolve(bench + ".json");
    }

    /** What a bench said. */
    Path said(String bench) {
        return folder.resolve(bench + ".txt");
    }

    private Path ended(String bench) {
        return folder.resolve(bench + ".ended.json");
    }

    /** The numbers of a bench, if it left any that can be read. */
    Optional<JsonNode> read(String bench) {
        try {
            return Files.exists(numbers(bench))
                    ? Optional.of(json.readTree(Files.readString(numbers(bench))))
                    : Optional.empty();
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", numbers(bench)).setCause(e).log("numbers of a bench cannot be read");
            return Optional.empty();
        }
    }

    /** How a bench ended, if it was run here before and can be read. */
    Optional<BenchResult> former(String bench) {
        try {
            return Files.exists(ended(bench))
                    ? Optional.of(json.readValue(Files.readString(ended(bench)), BenchResult.class))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty(); // half written by a process that was killed: it is run again
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", ended(bench)).setCause(e).log("the end of a bench cannot be read");
            return Optional.empty();
        }
    }

    /** Forgets what a bench left, before it is run again. */
    void forget(String bench) throws IOException {
        Files.deleteIfExists(ended(bench));
        Files.deleteIfExists(numbers(bench));
    }

    void write(BenchResult result) throws IOException {
        Files.writeString(ended(result.name()), ReportJson.of(result) + "\n");
    }

    /** Writes what came of all: as JSON, and as the text that was shown. */
    void write(AllReport report) throws IOException {
        Files.writeString(folder.resolve("all.json"), ReportJson.of(report) + "\n");
        Files.writeString(folder.resolve("all.txt"), String.join("\n", report.lines()) + "\n");
    }

    Path folder() {
        return folder;
    }
}
