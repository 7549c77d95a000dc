package dev.millrace.cli.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Table and plots of what an experiment has come to so far. */
public final class ExperimentResults {

    private ExperimentResults() {}

    /**
     * Writes {@code summary.md}, a plot for each data set, and one of the scores for each setting that draws.
     *
     * @param threshold held-out accuracy whose first reaching is reported
     * @return the table
     */
    public static List<String> write(Path folder, List<CellResult> results, double threshold) {
        List<Summary> summaries = Summary.of(results, threshold);
        List<String> table = new ArrayList<>(SummaryTable.lines(summaries, threshold));
        table.addAll(MeasuresTable.lines(results));
        try {
            Files.write(folder.resolve("summary.md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
        for (Map.Entry<String, List<Summary>> data : Summary.byData(summaries).entrySet()) {
            CurvePlot.write(
                    "Held-out accuracy: " + data.getKey(),
                    "trajectories trained",
                    data.getValue().stream().map(ExperimentResults::curve).toList(),
                    folder.resolve("curve-" + data.getKey() + ".png"));
            for (Summary summary : data.getValue()) {
                summary.drawings()
                        .filter(drawn -> !drawn.rewards().isEmpty())
                        .ifPresent(drawn -> CurvePlot.write(
                                "Mean score by scorer: " + data.getKey() + ", " + summary.setting(),
                                "part of the run",
                                rewards(drawn),
                                folder.resolve("rewards-" + data.getKey() + "-" + summary.setting() + ".png")));
            }
        }
        return table;
    }

    private static CurvePlot.Line curve(Summary summary) {
        return new CurvePlot.Line(
                summary.setting() + "  " + summary.after().text(2),
                summary.curve().stream()
                        .map(point -> new CurvePlot.Point(point.samples(), point.accuracy()))
                        .toList());
    }

    private static List<CurvePlot.Line> rewards(DrawnSummary drawn) {
        return drawn.rewards().entrySet().stream()
                .map(scorer -> new CurvePlot.Line(
                        scorer.getKey(),
                        IntStream.range(0, scorer.getValue().size())
                                .mapToObj(part -> new CurvePlot.Point(
                                        part + 1, scorer.getValue().get(part)))
                                .toList()))
                .toList();
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
