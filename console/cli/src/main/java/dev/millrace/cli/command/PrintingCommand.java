package dev.millrace.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A command whose result can be had as JSON as well. On standard output JSON stands alone: what is written for people goes to
 * standard error then.
 */
abstract class PrintingCommand extends SettingsCommand {

    private static final String STANDARD_OUTPUT = "-";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            order = 80,
            description = "Also write the result as JSON to a file; - prints it instead of the text.")
    private @Nullable String json;

    /** Whether anybody asks for JSON. */
    final boolean isJsonAsked() {
        return json != null;
    }

    /** Whether standard output is for JSON. */
    final boolean isJsonPrinted() {
        return STANDARD_OUTPUT.equals(json);
    }

    /** Where text for people goes. */
    @Override
    PrintWriter out() {
        return isJsonPrinted() ? err() : super.out();
    }

    /** Where JSON goes that is printed, which is standard output. */
    final PrintWriter jsonOut() {
        return super.out();
    }

    /** Where JSON goes that comes line by line; each line is there when it is written. */
    final PrintWriter jsonLines() {
        if (isJsonPrinted()) {
            return jsonOut();
        }
        Path file = Path.of(Objects.requireNonNull(json, "asked for"));
        try {
            return new PrintWriter(Files.newBufferedWriter(file), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }

    /** Writes the result to where it was asked for, if it was. */
    final void print(JsonNode result) {
        try {
            write(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(result));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written as JSON", e);
        }
    }

    /** As {@link #print}, of what is JSON already. */
    final void write(String text) {
        if (json == null) {
            return;
        }
        if (isJsonPrinted()) {
            jsonOut().println(text);
            jsonOut().flush();
            return;
        }
        Path file = Path.of(Objects.requireNonNull(json));
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e, e);
        }
    }
}
