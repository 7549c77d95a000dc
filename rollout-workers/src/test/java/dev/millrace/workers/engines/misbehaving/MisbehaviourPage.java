package dev.millrace.workers.engines.misbehaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The page with a row for each misbehaviour. With {@code -Dmillrace.docs=write} rows are written instead of compared. */
final class MisbehaviourPage {

    private static final Path PAGE =
            Path.of(System.getProperty("millrace.root", ".."), "docs", "misbehaving-servers.md");

    private MisbehaviourPage() {}

    /**
     * Holds a row to the page. Safe for all threads.
     *
     * @param cells the first of which names it
     */
    static synchronized void hold(List<String> cells) throws IOException {
        String row = "| " + String.join(" | ", cells) + " |";
        if ("write".equals(System.getProperty("millrace.docs"))) {
            String begin = "| " + cells.get(0) + " |";
            Files.writeString(
                    PAGE,
                    Files.readAllLines(PAGE).stream()
                            .map(line -> line.startsWith(begin) ? row : line)
                            .collect(Collectors.joining("\n", "", "\n")));
        }
        assertThat(Files.readAllLines(PAGE))
                .as("%s holds what this test saw; write it with -Dmillrace.docs=write", PAGE)
                .contains(row);
    }
}
