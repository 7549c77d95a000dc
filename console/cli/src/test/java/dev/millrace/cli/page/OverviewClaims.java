package dev.millrace.cli.page;

import dev.millrace.cli.page.ReadLog.Placed;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Overview has to say of a told run, reckoned from its records alone. */
final class OverviewClaims {

    private final ToldRun run;
    private final ReadLog log;
    private final RunClaims shared;
    private final Figures totals;
    private final Figures recent;

    OverviewClaims(RunClaims shared) {
        this.run = shared.run();
        this.log = shared.log();
        this.shared = shared;
        this.totals = shared.counted().totals();
        this.recent = shared.counted().recent(run.now());
    }

    Claims all() {
        Map<String, Double> newest = log.newest();
        double seconds = CountedLog.RECENT_MS / 1000.0;
        double trajectories = recent.count("published") / seconds;
        Claims claims = shared.ledger()
                .says(
                        ".edge-rate",
                        Stream.of(
                                        recent.count("groups") / seconds,
                                        trajectories,
                                        trajectories,
                                        recent.family("scores/") / seconds,
                                        recent.family("closed/") / seconds,
                                        ToldRun.STEPS / 60.0)
                                .map(rate -> Shown.rate(rate) + " /s")
                                .toList())
                .says(
                        ".edge-lag",
                        "",
                        "",
                        "",
                        "",
                        ToldRun.BEHIND + " behind",
                        "staleness " + RunClaims.metric(newest, "staleness/avg"))
                .says(
                        ".role-note",
                        "prompts",
                        "1 · " + Shown.rate(recent.sum("tokens") / seconds) + " tokens/s",
                        "accuracy, instruction",
                        "1 open · " + Shown.span(recent.mean("group_age_ms")),
                        "step " + ToldRun.STEPS);
        facts(claims, newest);
        claims.says("[data-chart=\"Reward\"] .last", RunClaims.metric(newest, "reward"))
                .says("[data-chart=\"Reward\"] .at", "newest, step " + ToldRun.STEPS)
                .says("[data-chart=\"Reward\"] .series-list b", RunClaims.metric(newest, "reward"))
                .says("[data-chart=\"Reward\"] td", shared.descending("reward"));
        List<String> tokens = new ArrayList<>();
        Instant newestWindow = Instant.EPOCH;
        String last = "";
        for (Map.Entry<Long, Map<String, MetricFigure>> window :
                new TreeMap<>(shared.counted().windows()).descendingMap().entrySet()) {
            MetricFigure figure = window.getValue().get("tokens");
            String shown = Shown.number((figure == null ? 0 : figure.getSum()) / (CountedLog.WINDOW_MS / 1000.0));
            if (tokens.isEmpty()) {
                newestWindow = Instant.ofEpochMilli(window.getKey());
                last = shown;
            }
            tokens.add(Shown.clock(Instant.ofEpochMilli(window.getKey())));
            tokens.add(shown);
        }
        String chart = "[data-chart=\"Response tokens a second\"] ";
        RunClaims.plot(claims, "Reward");
        RunClaims.plot(claims, "Response tokens a second");
        servers(claims);
        return heldOut(claims)
                .says(chart + ".last", last)
                .says(chart + ".at", "newest, " + Shown.clock(newestWindow))
                .says(chart + ".series-list b", last)
                .says(chart + "td", tokens)
                .table("Topics between the roles", topics(trajectories, seconds));
    }

    private void facts(Claims claims, Map<String, Double> newest) {
        double took = log.metrics(PlayedRun.RUN.value()).values().stream()
                .mapToDouble(step -> step.getOrDefault("perf/time_per_step", 0.0))
                .sum();
        long since = run.now().toEpochMilli()
                - log.stepsOf(PlayedRun.RUN.value())
                        .get(ToldRun.STEPS - 1)
                        .value()
                        .getTrainedAt()
                        .toEpochMilli();
        fact(claims, "step", String.valueOf(ToldRun.STEPS), "of 40 · training for " + Shown.span(1000 * took + since));
        fact(claims, "reward", RunClaims.metric(newest, "reward"), "std " + RunClaims.metric(newest, "reward_std"));
        fact(claims, "accuracy", RunClaims.metric(newest, "rewards/accuracy/mean"), "of the newest step");
        fact(claims, "KL", RunClaims.metric(newest, "kl"), "entropy " + RunClaims.metric(newest, "entropy"));
        fact(
                claims,
                "groups",
                Shown.count(totals.family("closed/")),
                "closed, 1 open, " + Shown.count(totals.family("dropped_groups/")) + " dropped");
        fact(
                claims,
                "a step takes",
                Shown.span(1000 * newest.getOrDefault("perf/time_per_step", 0.0)),
                "weights out in " + Shown.span(1000 * newest.getOrDefault("timing_s/publish", 0.0)));
    }

    private static void fact(Claims claims, String name, String value, String note) {
        claims.says("[data-fact=\"" + name + "\"] .value", value).says("[data-fact=\"" + name + "\"] .note", note);
    }

    private List<String> topics(double trajectories, double seconds) {
        return Stream.of(
                        List.of("prompts", "feeder", "worker", Shown.rate(recent.count("groups") / seconds), "–"),
                        List.of("trajectories", "worker", "scorer", Shown.rate(trajectories), "–"),
                        List.of("trajectories", "worker", "streams", Shown.rate(trajectories), "–"),
                        List.of("scores", "scorer", "streams", Shown.rate(recent.family("scores/") / seconds), "–"),
                        List.of(
                                "experience",
                                "streams",
                                "learner",
                                Shown.rate(recent.family("closed/") / seconds),
                                String.valueOf(ToldRun.BEHIND)),
                        List.of("weights", "learner", "worker", Shown.rate(ToldRun.STEPS / 60.0), "–"))
                .flatMap(List::stream)
                .toList();
    }

    private void servers(Claims claims) {
        Map<String, Double> figures = log.servers();
        List<String> cells = new ArrayList<>();
        figures.keySet().stream()
                .map(name -> name.substring(0, name.indexOf('/') + 1))
                .distinct()
                .forEach(server -> cells.addAll(List.of(
                        server.replace('_', ':').replace("/", ""),
                        figures.getOrDefault(server + "away", 0.0) > 0 ? "✗ away" : "✓ serves",
                        Shown.count(Math.round(figures.getOrDefault(server + "version", 0.0))),
                        Shown.count(Math.round(figures.getOrDefault(server + "in_flight", 0.0))) + " of "
                                + Shown.count(Math.round(figures.getOrDefault(server + "window", 0.0))),
                        Shown.count(Math.round(figures.getOrDefault(server + "waiting", 0.0))),
                        Math.round(100 * figures.getOrDefault(server + "cache", 0.0)) + " %",
                        Shown.rate(figures.getOrDefault(server + "tokens_per_second", 0.0)),
                        Shown.count(Math.round(figures.getOrDefault(server + "answers", 0.0))),
                        refused(figures, server + "failed/"))));
        claims.table("How they stand, and what of them was not used since the workers began", cells);
    }

    /** How many, and by which cause: the most frequent first. */
    private static String refused(Map<String, Double> figures, String causes) {
        Map<String, Double> found = new TreeMap<>();
        figures.forEach((name, value) -> {
            if (name.startsWith(causes)) {
                found.put(name.substring(causes.length()), value);
            }
        });
        long all = Math.round(
                found.values().stream().mapToDouble(Double::doubleValue).sum());
        return Shown.count(all) + ": "
                + found.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(cause -> Shown.words(cause.getKey()) + " " + Shown.count(Math.round(cause.getValue())))
                        .collect(Collectors.joining(", "));
    }

    private Claims heldOut(Claims claims) {
        List<HeldOutResult> found = log.heldOut().stream().map(Placed::value).toList();
        HeldOutResult newest = found.get(found.size() - 1);
        HeldOutResult best = found.stream()
                .max(Comparator.comparing(HeldOutResult::getValue))
                .orElseThrow();
        int passed = found.stream()
                .mapToInt(result -> PackedInts.view(result.getPassedOver()).length())
                .sum();
        return claims.table(
                "What evaluators have found of prompts that are never trained: from 0 to 1, the mean of the families",
                List.of(
                        "held-out",
                        Shown.number(newest.getValue()),
                        String.valueOf(newest.getVersion()),
                        Shown.number(best.getValue()),
                        String.valueOf(best.getVersion()),
                        Shown.number(found.get(0).getValue()),
                        String.valueOf(found.size()),
                        String.valueOf(passed),
                        Shown.span(newest.getDurationMs())));
    }
}
