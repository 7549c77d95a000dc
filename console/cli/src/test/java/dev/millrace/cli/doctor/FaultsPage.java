package dev.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The page with a row for each planted fault. With {@code -Dmillrace.docs=write} rows are written instead of compared. */
final class FaultsPage {

    private static final Path PAGE = Path.of(System.getProperty("millrace.root", "../.."), "docs", "doctor.md");

    private FaultsPage() {}

    /**
     * Holds what was found to its row.
     *
     * @param fault what was planted
     * @param folder of the test, whose name is another one each time
     */
    static void hold(String fault, JsonNode finding, Path folder) throws IOException {
        String begin = "| " + fault + " |";
        String row = begin + " " + finding.path("level").asText() + " | "
                + shown(finding.path("what").asText(), folder) + " | "
                + shown(finding.path("cure").asText(), folder) + " |";
        if ("write".equals(System.getProperty("millrace.docs"))) {
            List<String> lines = new ArrayList<>(Files.readAllLines(PAGE));
            lines.removeIf(line -> line.startsWith(begin));
            lines.add(row);
            Files.write(PAGE, lines);
        }
        assertThat(Files.readAllLines(PAGE))
                .as("%s holds what this test saw; write it with -Dmillrace.docs=write", PAGE)
                .contains(row);
    }

    /** Without what is another each time, or on each machine. */
    private static String shown(String text, Path folder) {
        return text.replace(folder.toAbsolutePath().toString(), "DIR")
                .replaceAll("(127\\.0\\.0\\.1|localhost):\\d+", "HOST:PORT")
                .replaceAll("this is cluster [\\w-]{22}", "this is cluster ID")
                .replaceAll("\\d+(\\.\\d+)? (GB|MB|s|min)\\b", "N $2")
                .replace("|", "\\|");
    }
}
