package dev.millrace.cli.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the seeds of one setting on one data set came to.
 *
 * @param data name of the data
 * @param setting name of the settings
 * @param after held-out accuracy at the end
 * @param gain what it has risen by
 * @param difference held-out accuracy at the end, less that of the data's first setting, seed by seed; empty for the first
 * @param categories held-out accuracy at the end by category
 * @param samples trajectories to the threshold, over the seeds that reached it; empty if none did
 * @param reached seeds that reached the threshold
 * @param cost time spent measuring per time spent drawing
 * @param tokens of all seeds together; empty where the reshaper reads nothing
 * @param drawings of its images; empty where it only answers
 * @param drawnDifference the same as {@code difference}, of its images
 * @param curve mean held-out accuracy on the way, over the points that all seeds have
 */
public record Summary(
        String data,
        String setting,
        Interval after,
        Interval gain,
        Optional<Interval> difference,
        SortedMap<String, Interval> categories,
        Optional<Interval> samples,
        int reached,
        Interval cost,
        Optional<TokenCounts> tokens,
        Optional<DrawnSummary> drawings,
        Optional<Interval> drawnDifference,
        List<CurvePoint> curve) {

    /** Held-out accuracy of all seeds after so many samples. */
    public record CurvePoint(long samples, Interval accuracy) {}

    /** One entry for each data set and setting, in the order in which they first come. */
    public static List<Summary> of(List<CellResult> results, double threshold) {
        Map<List<String>, List<CellResult>> grouped = results.stream()
                .collect(Collectors.groupingBy(
                        result -> List.of(result.data(), result.setting()), LinkedHashMap::new, Collectors.toList()));
        Map<String, List<CellResult>> controls = new HashMap<>();
        grouped.forEach((key, seeds) -> controls.putIfAbsent(key.get(0), seeds));
        return grouped.values().stream()
                .map(seeds -> of(seeds, controls.getOrDefault(seeds.get(0).data(), seeds), threshold))
                .toList();
    }

    private static Summary of(List<CellResult> seeds, List<CellResult> control, double threshold) {
        CellResult first = seeds.get(0);
        List<Double> reaching = seeds.stream()
                .map(seed -> seed.samplesTo(threshold))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
        SortedMap<String, Interval> categories = new TreeMap<>();
        for (String category : first.categories().keySet()) {
            categories.put(category, interval(seeds, seed -> seed.categories().getOrDefault(category, 0.0)));
        }
        return new Summary(
                first.data(),
                first.setting(),
                interval(seeds, CellResult::after),
                interval(seeds, seed -> seed.after() - seed.before()),
                difference(seeds, control, seed -> OptionalDouble.of(seed.after())),
                categories,
                reaching.isEmpty() ? Optional.empty() : Optional.of(Interval.of(reaching)),
                reaching.size(),
                interval(seeds, CellResult::dependencyCost),
                seeds.stream().map(CellResult::tokens).filter(Objects::nonNull).reduce(TokenCounts::plus),
                DrawnSummary.of(seeds.stream()
                        .map(CellResult::drawings)
                        .filter(Objects::nonNull)
                        .toList()),
                difference(seeds, control, Summary::drawn),
                curve(seeds));
    }

    private static OptionalDouble drawn(CellResult seed) {
        return seed.drawings() == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(seed.drawings().after());
    }

    /** A figure of each seed less that of the same seed of the control; empty for the control, or if they share none. */
    private static Optional<Interval> difference(
            List<CellResult> seeds, List<CellResult> control, Function<CellResult, OptionalDouble> figure) {
        if (seeds == control) {
            return Optional.empty();
        }
        List<Double> differences = new ArrayList<>();
        for (CellResult seed : seeds) {
            control.stream()
                    .filter(other -> other.seed() == seed.seed())
                    .findFirst()
                    .ifPresent(other -> figure.apply(seed)
                            .ifPresent(own -> figure.apply(other).ifPresent(its -> differences.add(own - its))));
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(Interval.of(differences));
    }

    private static Interval interval(List<CellResult> seeds, ToDoubleFunction<CellResult> of) {
        return Interval.of(seeds.stream().mapToDouble(of).boxed().toList());
    }

    private static List<CurvePoint> curve(List<CellResult> seeds) {
        List<Map<Long, Double>> curves = seeds.stream()
                .map(seed -> seed.curve().stream()
                        .collect(Collectors.toMap(
                                CellResult.Point::samples, CellResult.Point::accuracy, (early, late) -> late)))
                .toList();
        List<CurvePoint> points = new ArrayList<>();
        for (long samples : new TreeMap<>(curves.get(0)).keySet()) {
            List<Double> there = curves.stream()
                    .map(curve -> curve.get(samples))
                    .filter(Objects::nonNull)
                    .toList();
            if (there.size() == curves.size()) {
                points.add(new CurvePoint(samples, Interval.of(there)));
            }
        }
        return points;
    }

    /** Summaries by data set, in order. */
    static Map<String, List<Summary>> byData(List<Summary> summaries) {
        Function<Summary, String> data = Summary::data;
        return summaries.stream().collect(Collectors.groupingBy(data, LinkedHashMap::new, Collectors.toList()));
    }
}
