package dev.millrace.cli.page;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.topic.RunNames;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A run that has all that the page tells of: two prompts over versions 0 to 80, 56 trajectories that were dropped, drawings,
 * open groups, held-out results, a dead letter, and another run. It stands still a second after its end, and what was
 * counted of it is what lies in its records.
 */
final class ToldRun {

    static final int STEPS = 9;
    static final int OF_ALL = 40;
    static final String OTHER = "before";
    static final int BEHIND = 3;

    /** One serves, one is away. */
    private static final Map<String, Double> SERVERS = Map.ofEntries(
            Map.entry("10.0.0.1_8000/version", 80.0),
            Map.entry("10.0.0.1_8000/in_flight", 48.0),
            Map.entry("10.0.0.1_8000/window", 64.0),
            Map.entry("10.0.0.1_8000/waiting", 2.0),
            Map.entry("10.0.0.1_8000/cache", 0.934),
            Map.entry("10.0.0.1_8000/tokens_per_second", 5_120.0),
            Map.entry("10.0.0.1_8000/answers", 18_204.0),
            Map.entry("10.0.0.1_8000/failed/malformed", 3.0),
            Map.entry("10.0.0.1_8000/failed/log_prob_not_finite", 1.0),
            Map.entry("10.0.0.2_8000/version", 70.0),
            Map.entry("10.0.0.2_8000/window", 32.0),
            Map.entry("10.0.0.2_8000/answers", 9_001.0),
            Map.entry("10.0.0.2_8000/away", 1.0),
            Map.entry("10.0.0.2_8000/failed/no_connection", 41.0));

    /** The begin of a window, with which the last whole one ends. */
    private final Instant end =
            Instant.ofEpochMilli(System.currentTimeMillis() / CountedLog.WINDOW_MS * CountedLog.WINDOW_MS);

    private String wrong = "";
    private String viewed = "";
    private String drawn = "";
    private String open = "";

    /** Of who looks at it. */
    Clock clock() {
        return Clock.fixed(end.plusSeconds(1), ZoneId.systemDefault());
    }

    Instant now() {
        return clock().instant();
    }

    /** The one group of sums that a worker of a version above 50 got wrong throughout. */
    String wrong() {
        return wrong;
    }

    /** The group whose answers were compared with views of the image. */
    String viewed() {
        return viewed;
    }

    /** The group of drawn images. */
    String drawn() {
        return drawn;
    }

    /** The group that nobody has closed. */
    String open() {
        return open;
    }

    void play(PlayedRun run) throws Exception {
        PlayedGroups groups = new PlayedGroups(run, end.minusSeconds(29), true);
        String image = run.image(PlayedRun.picture(0), "image/png");
        Prompt sum = PlayedGroups.prompt("p0", "sum", "<image>What is the sum of the two numbers?", List.of(image));
        Prompt count = PlayedGroups.prompt("p1", "count", "<image>How many dots are there?", List.of(image));
        for (int step = 1; step <= STEPS; step++) {
            int version = 10 * (step - 1);
            sums(groups, sum, version);
            counts(groups, count, version);
        }
        dropped(groups, sum, count);
        open = groups.open(count, 80, 4, "three", "four dots", "three");
        run.written().at(end.minusSeconds(2));
        run.samples().from(90_000);
        viewed = run.samples().answers("<image>What color is it?", image);
        drawn = run.samples().drawings("a photo of a red circle");
        run.written().letter("no score", end.minusSeconds(2));
        run.flush();
        steps(run);
        for (int step = 1; step <= STEPS; step++) {
            run.steps()
                    .otherRun(
                            OTHER,
                            step,
                            STEPS,
                            end.minusSeconds(600 - step),
                            Map.of("reward", 0.2 + 0.01 * step, "kl", 0.3 / step));
        }
        run.steps().judged("held-out", 3, 1, 4);
        run.steps().judged("held-out", 6, 3, 4);
        run.steps().judged("held-out", 9, 2, 4);
        run.written().at(null);
        run.flush();
        run.steps().servers("worker-0", SERVERS);
        count(run);
        run.flush();
        behind(run);
    }

    /** The learner has not read the newest records of experience yet. */
    private static void behind(PlayedRun run) throws Exception {
        TopicPartition partition = new TopicPartition(run.topics().experience(), 0);
        long end = ReadLog.of(run).experience().size();
        try (Admin admin = Admin.create(run.connection().client("told"))) {
            admin.alterConsumerGroupOffsets(
                            new RunNames(run.topics(), PlayedRun.RUN).learner(),
                            Map.of(partition, new OffsetAndMetadata(end - BEHIND)))
                    .all()
                    .get();
        }
    }

    private void sums(PlayedGroups groups, Prompt sum, int version) throws Exception {
        String[] answers = {"it is seven", "it is seven", version < 40 ? "it is six" : "it is eight now", "no sum"};
        double right = version < 40 ? 0.25 : 1;
        if (version == 60) {
            wrong = groups.closed(sum, version, answers, 0, 0, 0, 0);
        } else {
            groups.closed(sum, version, answers, right, right, 0, 0.5);
        }
    }

    private static void counts(PlayedGroups groups, Prompt count, int version) throws Exception {
        String[] answers = {"three", "four dots", "three", "three dots in all"};
        if (version == 70) {
            groups.closed(count, version, answers, 0, 0, 0, 0);
        } else {
            groups.closed(count, version, answers, 1, 0, 1, 0.75);
        }
    }

    /** 56 in all: five groups that were too old, one that a scorer failed at, two that the deadline cut to their halves. */
    private static void dropped(PlayedGroups groups, Prompt sum, Prompt count) throws Exception {
        String[] eight = {"one", "two", "three", "four", "five", "six", "seven", "eight"};
        for (int i = 0; i < 5; i++) {
            groups.dropped(sum, DropReason.STALE, "sampled by version 3, trained at version 80", eight);
        }
        groups.dropped(count, DropReason.FAILED_SCORE, "accuracy failed: no answer", eight);
        groups.late(count, 80, eight, 1, 0, 1, 0);
        groups.late(sum, 80, eight, 0, 0, 1, 0);
    }

    /** Each trains the groups of its version; the last one also those with views and with drawings. */
    private void steps(PlayedRun run) {
        Map<Integer, Map<String, Experience>> byStep = new TreeMap<>();
        Map<String, Long> offsets = new LinkedHashMap<>();
        ReadLog.of(run).experience().forEach(placed -> {
            Experience group = placed.value();
            boolean isPlain =
                    group.getGroupSize() == 4 && !List.of(viewed, drawn).contains(group.getGroupId());
            int step = isPlain ? group.getTrajectories().get(0).getMaxVersion() / 10 + 1 : STEPS;
            byStep.computeIfAbsent(step, any -> new LinkedHashMap<>()).put(group.getGroupId(), group);
            offsets.put(group.getGroupId(), placed.offset());
        });
        byStep.forEach((step, groups) -> {
            Instant at = end.minusSeconds(STEPS - step);
            run.written().at(at);
            Map<String, int[]> trained = new LinkedHashMap<>();
            groups.forEach((id, group) -> trained.put(
                    id,
                    group.getTrajectories().stream()
                            .mapToInt(ExperienceTrajectory::getIndex)
                            .toArray()));
            long next = 1
                    + groups.keySet().stream()
                            .mapToLong(id -> offsets.getOrDefault(id, 0L))
                            .max()
                            .orElse(0);
            run.steps().trained(trained, step, OF_ALL, metrics(step, groups), at, next);
        });
    }

    private static Map<String, Double> metrics(int step, Map<String, Experience> groups) {
        double reward = groups.values().stream()
                .flatMap(group -> group.getTrajectories().stream())
                .mapToDouble(ExperienceTrajectory::getReward)
                .average()
                .orElseThrow();
        double spread = groups.values().stream()
                .mapToDouble(Experience::getRewardStd)
                .average()
                .orElseThrow();
        return Map.ofEntries(
                Map.entry("reward", reward),
                Map.entry("reward_std", spread),
                Map.entry("rewards/accuracy/mean", reward),
                Map.entry("frac_reward_zero_std", step == 7 ? 0.5 : 0.0),
                Map.entry("text/reward", reward - 0.01 * step),
                Map.entry("drawing/reward", 0.4 + 0.013 * step),
                Map.entry("kl", 0.00037 * step * step),
                Map.entry("entropy", 1.2345 / step),
                Map.entry("clip_ratio/low", 0.0012 * step),
                Map.entry("clip_ratio/high", 0.0023),
                Map.entry("actor/grad_norm", 1234.5 / step),
                Map.entry("staleness/avg", 0.5 + step / 10.0),
                Map.entry("staleness/max", 2.0),
                Map.entry("completions/mean_length", 3.25),
                Map.entry("actor/lr", 1e-4),
                Map.entry("perf/time_per_step", 0.9),
                Map.entry("timing_s/publish", 0.0215));
    }

    /** The first partition counts the totals of all, as the metrics topology would have. */
    private static void count(PlayedRun run) {
        CountedLog counted = new CountedLog(ReadLog.of(run));
        counted.windows().forEach((begin, figures) -> run.steps()
                .counted(0, Instant.ofEpochMilli(begin), (int) CountedLog.WINDOW_MS, figures));
        Map<String, MetricFigure> first = new TreeMap<>(counted.totals().all());
        MetricFigure published = first.getOrDefault("published", new MetricFigure(0L, 0.0, 0.0, 0.0));
        // Parts add up: the other one has counted five of the trajectories.
        first.put("published", less(published, 5));
        run.steps().counted(0, Instant.EPOCH, 0, first);
        run.steps().counted(1, Instant.EPOCH, 0, Map.of("published", new MetricFigure(5L, 5.0, 1.0, 1.0)));
    }

    private static MetricFigure less(MetricFigure figure, long by) {
        return new MetricFigure(figure.getCount() - by, figure.getSum() - by, figure.getMin(), figure.getMax());
    }
}
