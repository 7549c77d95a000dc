package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever closes several things closes each of them: one after the other as statements, the first that throws keeps the
 * rest open. It takes a {@code try} with the things as its resources, or {@code Closing}.
 */
class ClosingRulesTest {

    private static final Path ROOT = Path.of(System.getProperty("millrace.root"));

    /** Two statements that end something, one behind the other, or a loop over things to close. */
    private static final Pattern ONE_AFTER_THE_OTHER = Pattern.compile(
            "\\n\\s+[\\w.]+\\.close\\([^;{}]*\\);\\n\\s+[\\w.()]+\\.(?:close|stop|forEach|ifPresent)\\([^;{}]*\\);"
                    + "|forEach\\([\\w.]+::close\\)");

    @Test
    void shouldCloseEachOfSeveralThings() throws IOException {
        // Given
        List<Path> sources;
        try (Stream<Path> all = Files.walk(ROOT)) {
            sources = all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> ROOT.relativize(file).toString().contains("src/main/java"))
                    .toList();
        }

        // When
        List<String> found = sources.stream().flatMap(ClosingRulesTest::found).toList();

        // Then
        assertThat(sources).hasSizeGreaterThan(500);
        assertThat(found).isEmpty();
    }

    private static Stream<String> found(Path source) {
        try {
            return ONE_AFTER_THE_OTHER
                    .matcher(Files.readString(source))
                    .results()
                    .map(MatchResult::group)
                    .map(text -> source.getFileName() + ": " + text.strip().replaceAll("\\s+", " "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
