package dev.millrace.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rows of docs/answers.md. */
final class AnswerTable {

    /** What a row says of two answers. */
    enum Same {
        YES,
        NO,
        NO_ANSWER
    }

    record Row(String reference, String answer, Same same) {}

    private static final Path FILE = Path.of("../docs/answers.md");
    private static final Pattern ROW = Pattern.compile("\\| `(.+)` \\| `(.+)` \\| (yes|no|no answer) \\| .*\\|");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u(\\p{XDigit}{4})");

    private AnswerTable() {}

    static Stream<Row> rows() {
        try {
            List<String> lines = Files.readAllLines(FILE);
            return lines.stream().filter(line -> line.startsWith("| `")).map(AnswerTable::row);
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
                Same.valueOf(row.group(3).toUpperCase(Locale.ROOT).replace(' ', '_')));
    }

    private static String text(String written) {
        return ESCAPE.matcher(written.replace("\\n", "\n"))
                .replaceAll(
                        escape -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(escape.group(1), 16))));
    }
}
