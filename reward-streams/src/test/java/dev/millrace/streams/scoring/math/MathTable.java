package dev.millrace.streams.scoring.math;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows of docs/math.md. */
final class MathTable {

    /** What a row says of an answer. */
    enum Same {
        YES,
        NO,
        ABSTAINS
    }

    record Row(String reference, String answer, Same same) {}

    private static final Path FILE = Path.of(System.getProperty("millrace.root"), "docs/math.md");
    private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| `(.+)` \\| (yes|no|abstains) \\| .*\\|");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(\\p{XDigit}{4})");

    private MathTable() {}

    static Stream<Row> rows() {
        try {
            return Files.readAllLines(FILE).stream()
                    .filter(line -> line.startsWith("| `"))
                    .filter(line -> !line.startsWith("| `mark`")
                            && !line.contains("_tolerance` |")
                            && !line.startsWith("| `units`"))
                    .map(MathTable::row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as(line).isTrue();
        return new Row(
                text(row.group(1)),
                text(row.group(2)),
                Same.valueOf(row.group(3).toUpperCase(Locale.ROOT)));
    }

    private static String text(String written) {
        return ESCAPE.matcher(written)
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }
}
