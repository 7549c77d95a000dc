package dev.millrace.console.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Table and plots of what an experiment has come to so far. */
public final class ExperimentResults {

    private ExperimentResults() {}

    /**
     * Writes {@code summary.md} and a plot for each data set.
     *
     * @param threshold held-out accuracy whose first reaching is reported
     * @return the table
     */
    public static List<String> write(Path folder, List<CellResult> results, double threshold) {
        List<Summary> summaries = Summary.of(results, threshold);
        List<String> table = SummaryTable.lines(summaries, threshold);
        try {
            Files.write(folder.resolve("summary.md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
        for (Map.Entry<String, List<Summary>> data : Summary.byData(summaries).entrySet()) {
            CurvePlot.write(
                    "Held-out accuracy: " + data.getKey(),
                    data.getValue(),
                    folder.resolve("curve-" + data.getKey() + ".png"));
        }
        return table;
    }

    /** Writes {@code tokens-DATA.md} and gives its lines. */
    public static List<String> writeTokens(Path folder, String data, Map<String, TokenCounts> counts) {
        List<String> lines = new ArrayList<>(List.of("## Amplified tokens: " + data, ""));
        lines.addAll(SummaryTable.tokens(counts));
        try {
            Files.write(folder.resolve("tokens-" + data + ".md"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
        return lines;
    }
}
