package dev.millrace.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * That a command's result is wanted as JSON. On standard output JSON stands alone: what is written for people goes to standard
 * error then.
 */
final class JsonOption {

    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            order = 80,
            description = "Also write the result as JSON to a file; - prints it instead of the text.")
    private @Nullable String target;

    /** Whether anybody asks for JSON. */
    boolean isAsked() {
        return target != null;
    }

    /** Whether standard output is for JSON. */
    boolean isPrinted() {
        return STANDARD_OUTPUT.equals(target);
    }

    /** Where JSON goes that comes line by line; each line is there when it is written. */
    PrintWriter lines(PrintWriter out) {
        if (isPrinted()) {
            return out;
        }
        Path file = file();
        try {
            return new PrintWriter(Files.newBufferedWriter(file), true);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** Writes a result to where it was asked for, if it was. */
    void write(String text, PrintWriter out) {
        if (isPrinted()) {
            out.println(text);
            out.flush();
        } else if (isAsked()) {
            Path file = file();
            try {
                Files.writeString(file, text + "\n");
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
    }

    private Path file() {
        if (target == null) {
            throw new IllegalStateException("no JSON is asked for");
        }
        return Path.of(target);
    }

    private static UncheckedIOException unwritable(Path file, IOException e) {
        return new UncheckedIOException("cannot write " + file + ": " + e, e);
    }
}
