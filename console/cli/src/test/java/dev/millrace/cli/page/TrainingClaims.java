package dev.millrace.cli.page;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.TrainedGroup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the charts of a told run have to say beside the run before it: legends, tables, events. From the records alone. */
final class TrainingClaims {

    /** By the title of a chart, the metrics of its lines. */
    private static final Map<String, List<String>> CHARTS = new LinkedHashMap<>();

    static {
        CHARTS.put("Reward", List.of("reward"));
        CHARTS.put("Reward per task", List.of("text/reward", "drawing/reward"));
        CHARTS.put("Reward per scorer", List.of("rewards/accuracy/mean"));
        CHARTS.put("Spread of rewards", List.of("reward_std", "frac_reward_zero_std"));
        CHARTS.put("KL to the reference", List.of("kl"));
        CHARTS.put("Entropy", List.of("entropy"));
        CHARTS.put("Clip fraction", List.of("clip_ratio/low", "clip_ratio/high"));
        CHARTS.put("Gradient norm", List.of("actor/grad_norm"));
        CHARTS.put("Staleness", List.of("staleness/avg", "staleness/max"));
        CHARTS.put("Length", List.of("completions/mean_length"));
        CHARTS.put("Time of a step", List.of("perf/time_per_step", "timing_s/publish"));
        CHARTS.put("Learning rate", List.of("actor/lr"));
        // One that was added.
        CHARTS.put("staleness/max", List.of("staleness/max"));
    }

    private final ToldRun run;
    private final ReadLog log;
    private final RunClaims shared;
    private final NavigableMap<Integer, Map<String, Double>> own;
    private final NavigableMap<Integer, Map<String, Double>> other;

    TrainingClaims(RunClaims shared) {
        this.run = shared.run();
        this.log = shared.log();
        this.shared = shared;
        this.own = log.metrics(PlayedRun.RUN.value());
        this.other = log.metrics(ToldRun.OTHER);
    }

    /** Where the address asks for the other run, for a chart of the staleness, and for the rewards of all groups. */
    Claims all() {
        Claims claims = shared.ledger();
        CHARTS.forEach((title, metrics) -> steps(claims, title, metrics));
        // The estimator that is called so.
        claims.says("[data-chart=\"KL to the reference\"] figcaption p", "k3 estimate, nat a token");
        heldOut(claims);
        categories(claims);
        rewards(claims);
        return events(claims);
    }

    private void steps(Claims claims, String title, List<String> metrics) {
        List<String> others = metrics.stream()
                .filter(name -> other.values().stream().anyMatch(values -> values.containsKey(name)))
                .toList();
        NavigableMap<Integer, List<@Nullable Double>> rows = new TreeMap<>();
        own.forEach((step, values) -> rows.put(
                step,
                Stream.concat(metrics.stream().map(values::get), others.stream().map(name -> other.getOrDefault(
                                        step, Map.of())
                                .get(name)))
                        .toList()));
        chart(claims, title, rows, String::valueOf, step -> "step " + step, metrics.size());
    }

    private interface Name<X> {
        String of(X x);
    }

    /** @param own lines that are not of other runs, which come first */
    private static <X extends Comparable<X>> void chart(
            Claims claims,
            String title,
            NavigableMap<X, List<@Nullable Double>> rows,
            Name<X> inTable,
            Name<X> inLegend,
            int own) {
        String chart = "[data-chart=\"" + title + "\"] ";
        List<@Nullable Double> newestRow = rows.getOrDefault(rows.lastKey(), List.of());
        int lines = newestRow.size();
        List<String> newest = new ArrayList<>();
        X at = rows.firstKey();
        for (int line = 0; line < lines; line++) {
            X last = last(rows, line);
            newest.add(Shown.number(rows.getOrDefault(last, newestRow).get(line)));
            if (line < own && last.compareTo(at) > 0) {
                at = last;
            }
        }
        List<String> cells = new ArrayList<>();
        rows.descendingMap().forEach((x, values) -> {
            cells.add(inTable.of(x));
            values.forEach(value -> cells.add(Shown.number(value)));
        });
        if (own == 1) {
            claims.says(chart + ".last", newest.get(0));
        }
        claims.says(chart + ".at", "newest, " + inLegend.of(at))
                .says(chart + ".series-list b", newest)
                .says(chart + "td", cells);
        RunClaims.plot(claims, title);
    }

    private static <X> X last(NavigableMap<X, List<@Nullable Double>> rows, int line) {
        return rows.descendingMap().entrySet().stream()
                .filter(row -> row.getValue().get(line) != null)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(rows.firstKey());
    }

    private void heldOut(Claims claims) {
        NavigableMap<Integer, List<@Nullable Double>> values = new TreeMap<>();
        NavigableMap<Integer, List<@Nullable Double>> shares = new TreeMap<>();
        log.heldOut().forEach(placed -> {
            HeldOutResult result = placed.value();
            values.put(result.getStep(), List.of(result.getValue()));
            var count = result.getCategories().get(0);
            shares.put(result.getStep(), List.of((double) count.getRight() / count.getAll()));
        });
        chart(claims, "Held-out result", values, String::valueOf, step -> "step " + step, 1);
        chart(claims, "Held-out result per category", shares, String::valueOf, step -> "step " + step, 1);
    }

    private void categories(Claims claims) {
        Map<Long, Map<String, MetricFigure>> windows = shared.counted().windows();
        TreeSet<String> names = new TreeSet<>();
        windows.values().forEach(figures -> figures.keySet().stream()
                .filter(name -> name.startsWith("headline/"))
                .forEach(names::add));
        NavigableMap<Instant, List<@Nullable Double>> rows = new TreeMap<>();
        windows.forEach((begin, figures) -> {
            List<@Nullable Double> means = new ArrayList<>();
            names.forEach(name -> {
                MetricFigure figure = figures.get(name);
                means.add(figure == null ? null : figure.getSum() / figure.getCount());
            });
            rows.put(Instant.ofEpochMilli(begin), means);
        });
        chart(claims, "Score per category", rows, Shown::clock, Shown::clock, names.size());
    }

    private void rewards(Claims claims) {
        NavigableMap<Integer, List<Double>> all = new TreeMap<>();
        Map<String, NavigableMap<Integer, List<Double>>> byCategory = new TreeMap<>();
        log.stepsOf(PlayedRun.RUN.value()).forEach(step -> {
            for (TrainedGroup trained : step.value().getGroups()) {
                Experience group = log.experienceOf(trained.getGroupId()).value();
                for (ExperienceTrajectory each : group.getTrajectories()) {
                    all.computeIfAbsent(step.value().getStep(), any -> new ArrayList<>())
                            .add(each.getReward());
                    byCategory
                            .computeIfAbsent(String.valueOf(group.getCategory()), any -> new TreeMap<>())
                            .computeIfAbsent(step.value().getStep(), any -> new ArrayList<>())
                            .add(each.getReward());
                }
            }
        });
        List<String> cells = new ArrayList<>();
        all.descendingMap()
                .forEach((step, rewards) -> cells.addAll(
                        List.of("step " + step, String.valueOf(rewards.size()), Shown.number(mean(rewards)))));
        long number = all.values().stream().mapToLong(List::size).sum();
        claims.says(".heat-said", number + " rewards · a column is a step").table("Rewards, newest first", cells);
        NavigableMap<Integer, List<@Nullable Double>> means = new TreeMap<>();
        all.keySet().forEach(step -> {
            List<@Nullable Double> row = new ArrayList<>();
            byCategory.values().forEach(steps -> row.add(steps.containsKey(step) ? mean(steps.get(step)) : null));
            means.put(step, row);
        });
        chart(claims, "Reward per category", means, String::valueOf, step -> "step " + step, byCategory.size());
    }

    private static @Nullable Double mean(@Nullable List<Double> values) {
        return values == null
                ? null
                : values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** One from the first window in which the worker published; and an alarm that the page has seen itself. */
    private Claims events(Claims claims) {
        var joined = log.windows().stream()
                .filter(each -> each.value().getLengthMs() > 0
                        && each.value().getFigures().containsKey("worker/worker-0"))
                .min(Comparator.comparing(each -> each.value().getStart()))
                .orElseThrow();
        Instant begin = joined.value().getStart();
        long step = log.stepsOf(PlayedRun.RUN.value()).stream()
                .filter(each -> !each.value().getTrainedAt().isAfter(begin))
                .count();
        return claims.says(".view > details.as-table > summary", "Events on the axes (2)")
                .table(
                        "What happened to the run, newest first; alarms since this page was started",
                        List.of(
                                Shown.moment(run.now()),
                                String.valueOf(ToldRun.STEPS),
                                "alarm",
                                "dead letters: 1 record was set aside; see Health for the cause",
                                "seen by this page",
                                Shown.moment(begin),
                                String.valueOf(step),
                                "worker joined",
                                "worker-0 joined",
                                joined.place()));
    }
}
