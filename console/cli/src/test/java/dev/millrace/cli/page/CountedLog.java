package dev.millrace.cli.page;

import dev.millrace.cli.page.ReadLog.Placed;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What there is to count in records, as the metrics topology counts it: by the figures' names, in windows by the records'
 * times, and in all.
 */
final class CountedLog {

    static final long WINDOW_MS = 5_000;

    /** What the page calls of late: whole windows. */
    static final long RECENT_MS = 15_000;

    private final Map<Long, Map<String, MetricFigure>> windows = new TreeMap<>();
    private final Map<String, MetricFigure> totals = new TreeMap<>();

    CountedLog(ReadLog log) {
        log.trajectories().forEach(this::sampled);
        log.scores().forEach(this::scored);
        log.experience().forEach(this::closed);
        log.drops().forEach(this::dropped);
        log.stepsOf(PlayedRun.RUN.value()).forEach(this::trained);
        log.letters().forEach(letter -> add(Instant.ofEpochMilli(letter.timestamp()), "dead_letters", 1));
    }

    /** By the begin of a window, in milliseconds since 1970. */
    Map<Long, Map<String, MetricFigure>> windows() {
        return windows;
    }

    Figures totals() {
        return new Figures(totals);
    }

    /** Of the whole windows of late. */
    Figures recent(Instant now) {
        long end = Math.floorDiv(now.toEpochMilli(), WINDOW_MS) * WINDOW_MS;
        Map<String, MetricFigure> recent = new TreeMap<>();
        windows.forEach((begin, figures) -> {
            if (begin >= end - RECENT_MS && begin < end) {
                figures.forEach((name, figure) -> recent.merge(name, figure, CountedLog::sum));
            }
        });
        return new Figures(recent);
    }

    private void sampled(Placed<Trajectory> placed) {
        Trajectory trajectory = placed.value();
        PackedInts versions = PackedInts.view(trajectory.getPolicyVersions());
        add(placed.at(), "published", 1);
        add(placed.at(), "tokens", versions.length());
        add(placed.at(), "worker/" + trajectory.getWorker(), versions.at(versions.length() - 1));
        if (trajectory.getIndex() == 0) {
            add(placed.at(), "groups", 1);
        }
    }

    private void scored(Placed<Score> placed) {
        Score score = placed.value();
        add(placed.at(), "scores/" + score.getScorer() + "/" + lower(score.getOutcome()), 1);
        add(placed.at(), "latency_ms/" + score.getScorer(), score.getLatencyMs());
    }

    private void closed(Placed<Experience> placed) {
        Experience group = placed.value();
        add(placed.at(), "closed/" + lower(group.getClosed()), 1);
        add(
                placed.at(),
                "group_age_ms",
                group.getClosedAt().toEpochMilli() - group.getOpenedAt().toEpochMilli());
        for (ExperienceTrajectory each : group.getTrajectories()) {
            add(placed.at(), "reward", each.getReward());
            Double headline = each.getComponents().get("accuracy");
            if (headline != null) {
                add(placed.at(), "headline/" + group.getCategory(), headline);
            }
        }
    }

    private void dropped(Placed<Drop> placed) {
        Drop drop = placed.value();
        String reason = lower(drop.getReason());
        add(
                placed.at(),
                "dropped/" + reason,
                1,
                PackedInts.view(drop.getIndices()).length());
        if (drop.getWholeGroup()) {
            add(placed.at(), "dropped_groups/" + reason, 1);
        }
    }

    private void trained(Placed<TrainingStep> placed) {
        for (TrainedGroup group : placed.value().getGroups()) {
            add(placed.at(), "trained", 1, PackedInts.view(group.getIndices()).length());
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void add(Instant at, String name, double value) {
        add(at, name, value, 1);
    }

    private void add(Instant at, String name, double value, int times) {
        MetricFigure figure = new MetricFigure((long) times, times * value, value, value);
        long begin = Math.floorDiv(at.toEpochMilli(), WINDOW_MS) * WINDOW_MS;
        windows.computeIfAbsent(begin, any -> new TreeMap<>()).merge(name, figure, CountedLog::sum);
        totals.merge(name, figure, CountedLog::sum);
    }

    private static MetricFigure sum(MetricFigure one, MetricFigure other) {
        return new MetricFigure(
                one.getCount() + other.getCount(),
                one.getSum() + other.getSum(),
                Math.min(one.getMin(), other.getMin()),
                Math.max(one.getMax(), other.getMax()));
    }
}
