package dev.millrace.cli.page;

import dev.millrace.cli.page.ReadLog.Placed;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands above every view, in Runs, and in several views of a told run: from its records alone. */
final class RunClaims {

    private final ToldRun run;
    private final ReadLog log;
    private final CountedLog counted;
    private final Figures totals;

    RunClaims(ToldRun run, ReadLog log) {
        this.run = run;
        this.log = log;
        this.counted = new CountedLog(log);
        this.totals = counted.totals();
    }

    ToldRun run() {
        return run;
    }

    ReadLog log() {
        return log;
    }

    /** What there is to count in the records. */
    CountedLog counted() {
        return counted;
    }

    /** What stands above every view. */
    Claims ledger() {
        long pending = totals.total("published") - totals.total("trained") - totals.family("dropped/");
        return new Claims()
                .says(".part.published b", Shown.count(totals.total("published")))
                .says(".part.trained b", Shown.count(totals.total("trained")))
                .says(".part.pending b", Shown.count(pending))
                .says(".part.dropped b", Shown.count(totals.family("dropped/")))
                .says(
                        "#reasons",
                        totals.members("dropped/").entrySet().stream()
                                .map(reason -> Shown.words(reason.getKey()) + " " + reason.getValue())
                                .collect(Collectors.joining(", ", "(", ")")))
                .says("#alarm-count", "1");
    }

    /** The two runs; what made them stands in tables of their own. */
    Claims runs() {
        List<String> cells = new ArrayList<>();
        for (String name : List.of(ToldRun.OTHER, PlayedRun.RUN.value())) {
            boolean isOwn = name.equals(PlayedRun.RUN.value());
            List<Placed<TrainingStep>> steps = log.stepsOf(name);
            TrainingStep last = steps.get(steps.size() - 1).value();
            Instant first = steps.get(0).value().getTrainedAt();
            double took = 1000
                            * steps.stream()
                                    .mapToDouble(
                                            step -> step.value().getMetrics().getOrDefault("perf/time_per_step", 0.0))
                                    .sum()
                    + (isOwn
                            ? run.now().toEpochMilli() - last.getTrainedAt().toEpochMilli()
                            : last.getTrainedAt().toEpochMilli() - first.toEpochMilli());
            cells.addAll(List.of(
                    "",
                    isOwn ? name + " (this page)" : name,
                    isOwn ? "live" : "finished",
                    last.getStep() + " of " + last.getTotalSteps(),
                    metric(last.getMetrics(), "reward"),
                    Shown.span(took),
                    Shown.moment(first),
                    Shown.moment(last.getTrainedAt())));
        }
        return ledger().table(
                        "The runs of this cluster, then those of files; tick some to see what made them and how they differ",
                        cells);
    }

    /** The same where one of them is ticked: what made it, and which records say so. */
    Claims made() {
        Placed<TrainingStep> step = log.stepsOf(PlayedRun.RUN.value()).get(ToldRun.STEPS - 1);
        Placed<Experience> group =
                log.experienceOf(step.value().getGroups().get(0).getGroupId());
        LogPosition source = group.value().getTrajectories().get(0).getSource();
        Trajectory sampled =
                log.trajectoriesOf(group.value().getGroupId()).get(0).value();
        return runs().table(
                        "Facts from the log",
                        List.of(
                                "learner: steps in all",
                                String.valueOf(step.value().getTotalSteps()),
                                "learner: lineage",
                                String.valueOf(step.value().getLineage()),
                                "learner: weights (SHA-256)",
                                step.value().getWeightsSha256().substring(0, 12) + "…",
                                "credit: estimator",
                                group.value().getEstimator(),
                                "credit: reshaper",
                                group.value().getReshaper(),
                                "credit: group size",
                                String.valueOf(group.value().getGroupSize()),
                                "sampling: temperature",
                                String.valueOf(sampled.getTemperature())))
                .names("code[title]", "title", List.of(step.value().getWeightsSha256()))
                .table(
                        "Where played says so",
                        List.of(
                                step.place(),
                                "the newest step",
                                group.place(),
                                "a group that it trained",
                                log.trajectoriesOf(group.value().getGroupId())
                                                .get(0)
                                                .topic()
                                        + "-" + source.getPartition() + "@" + source.getOffset(),
                                "one of its trajectories"));
    }

    /** @param isShort whether times of day stand without their date */
    List<String> letters(boolean isShort) {
        return log.letters().stream()
                .flatMap(letter -> {
                    Instant at = Instant.ofEpochMilli(letter.timestamp());
                    return Stream.of(
                            isShort ? Shown.clock(at) : Shown.moment(at),
                            "scores-1@17",
                            String.valueOf(letter.value().length),
                            "OddException: no score");
                })
                .toList();
    }

    /** The records of what was dropped: that of the count, and each drop, the newest first. */
    List<String> drops() {
        List<String> cells = new ArrayList<>();
        log.windows().stream()
                .filter(placed -> placed.value().getLengthMs() == 0
                        && placed.value().getFigures().containsKey("dropped/stale"))
                .forEach(placed -> cells.addAll(List.of(
                        placed.place(),
                        Shown.moment(placed.at()),
                        totals.members("dropped/").entrySet().stream()
                                .map(each -> "dropped/" + each.getKey() + " " + each.getValue())
                                .collect(Collectors.joining(", ")))));
        log.drops().stream()
                .sorted(Comparator.comparing((Placed<Drop> placed) -> placed.at())
                        .reversed())
                .forEach(placed -> cells.addAll(List.of(
                        placed.place(),
                        Shown.moment(placed.at()),
                        placed.value().getGroupId() + ": "
                                + PackedInts.view(placed.value().getIndices()).length() + " trajectories: "
                                + Shown.words(placed.value().getReason().name().toLowerCase(Locale.ROOT)) + ", "
                                + placed.value().getDetail() + " (by "
                                + placed.value().getDroppedBy() + ")")));
        return cells;
    }

    /** A metric of every step, the newest first, each behind its step. */
    List<String> descending(String name) {
        List<String> cells = new ArrayList<>();
        log.metrics(PlayedRun.RUN.value()).descendingMap().forEach((step, values) -> {
            cells.add(String.valueOf(step));
            cells.add(metric(values, name));
        });
        return cells;
    }

    /** What a screen reader says of a chart, in which 0 is a key. */
    static void plot(Claims claims, String title) {
        claims.names(
                "[data-chart=\"" + title + "\"] .plot",
                "aria-label",
                List.of(title + ". Arrow keys move the cursor, plus and minus zoom, 0 shows all, l is the log axis, s"
                        + " and S save, Enter explains the value."));
    }

    static String metric(Map<String, Double> step, String name) {
        return Shown.number(step.get(name));
    }
}
