package dev.millrace.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was measured of cells besides how often they are right, as tables. Pure. */
final class MeasuresTable {

    private static final String NONE = "–";

    private MeasuresTable() {}

    /** A table for each data set of which something was measured, means over seeds; no line if nothing was. */
    static List<String> lines(List<CellResult> results) {
        Map<String, List<CellResult>> byData = results.stream()
                .filter(result -> result.measures() != null)
                .collect(Collectors.groupingBy(CellResult::data, LinkedHashMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        byData.forEach((data, cells) -> lines.addAll(lines(data, cells)));
        return lines;
    }

    private static List<String> lines(String data, List<CellResult> cells) {
        List<String> lines = new ArrayList<>(List.of(
                "## Gradient noise and drift of the prior: " + data,
                "",
                "| setting | seeds | noise at first | of what is seen | of the rest | noise at the end | of what is seen |"
                        + " of the rest | drift, nat a token | of what is seen | of the rest |",
                "|---|---|---|---|---|---|---|---|---|---|---|"));
        Map<String, List<CellMeasures>> bySetting = new LinkedHashMap<>();
        cells.forEach(cell -> Optional.ofNullable(cell.measures()).ifPresent(measures -> bySetting
                .computeIfAbsent(cell.setting(), setting -> new ArrayList<>())
                .add(measures)));
        bySetting.forEach((setting, seeds) -> lines.add(row(setting, seeds)));
        lines.add("");
        return lines;
    }

    private static String row(String setting, List<CellMeasures> seeds) {
        List<String> row = new ArrayList<>(List.of(setting, String.valueOf(seeds.size())));
        row.addAll(noise(seeds, CellMeasures::begun));
        row.addAll(noise(seeds, CellMeasures::trained));
        row.add(mean(seeds, 4, seed -> drift(seed, PriorDrift::all)));
        row.add(mean(seeds, 4, seed -> drift(seed, PriorDrift::seen)));
        row.add(mean(seeds, 4, seed -> drift(seed, PriorDrift::other)));
        return "| " + String.join(" | ", row) + " |";
    }

    private interface Noise {
        @Nullable
        GradientNoise of(CellMeasures seed);
    }

    private static List<String> noise(List<CellMeasures> seeds, Noise when) {
        return List.of(
                mean(seeds, 3, seed -> variance(when.of(seed), GradientNoise::all)),
                mean(seeds, 3, seed -> variance(when.of(seed), GradientNoise::seen)),
                mean(seeds, 3, seed -> variance(when.of(seed), GradientNoise::other)));
    }

    private static Optional<Double> variance(
            @Nullable GradientNoise noise, Function<GradientNoise, StepDirection> tokens) {
        return Optional.ofNullable(noise).map(tokens).flatMap(direction -> Optional.ofNullable(direction.variance()));
    }

    private static Optional<Double> drift(CellMeasures seed, Function<PriorDrift, Double> tokens) {
        return Optional.ofNullable(seed.drift()).map(tokens);
    }

    private static String mean(List<CellMeasures> seeds, int digits, Function<CellMeasures, Optional<Double>> figure) {
        List<Double> known =
                seeds.stream().map(figure).flatMap(Optional::stream).toList();
        return known.isEmpty() ? NONE : Interval.of(known).text(digits);
    }
}
