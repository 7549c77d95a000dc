package dev.millrace.cli.page;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.HeldOutCount;
import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.servers.ServerReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a learner, the counting streams, evaluators and workers leave of a run. Used by one thread. */
final class PlayedSteps {

    private final PlayedTopics topics;
    private final PlayedSamples samples;
    private final Random random = new Random(7);
    private int steps;
    private int totalSteps;

    PlayedSteps(PlayedTopics topics, PlayedSamples samples) {
        this.topics = topics;
        this.samples = samples;
    }

    /** Steps, one a second, the last one now, each of eight groups of eight; and the windows that belong to them. */
    void history(int steps) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= steps; step++) {
            step(step, now.minusSeconds(steps - step));
        }
        windows(steps, now);
        topics.flush();
    }

    private void windows(int steps, Instant now) {
        long end = now.toEpochMilli() / 5000 * 5000;
        for (int part = 0; part < PlayedTopics.PARTITIONS; part++) {
            for (int i = steps / 5; i >= 0; i--) {
                Instant start = Instant.ofEpochMilli(end - i * 5000L);
                window(part, start, 5000, 160, 0.4 + 0.4 * (steps / 5.0 - i) / (steps / 5.0));
            }
            window(part, Instant.EPOCH, 0, steps * 32L, 0.6);
        }
    }

    /**
     * Steps, one a second, the last one now, each of two groups of four whose records lie in the log, with those metrics
     * that follow from them; and the windows that belong to them.
     */
    void tracedSteps(int number) throws Exception {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        for (int step = 1; step <= number; step++) {
            List<TrainedGroup> trained = new ArrayList<>();
            double rewards = 0;
            double spread = 0;
            for (int group = 0; group < 2; group++) {
                Experience experience = samples.traced(step + group, now);
                trained.add(new TrainedGroup(
                        experience.getGroupId(), PackedInts.of(0, 1, 2, 3).bytes()));
                rewards += experience.getRewardMean() / 2;
                spread += experience.getRewardStd() / 2;
            }
            Map<String, Double> metrics = Map.of(
                    "reward",
                    rewards,
                    "reward_std",
                    spread,
                    "rewards/accuracy/mean",
                    rewards,
                    "frac_reward_zero_std",
                    0.0,
                    "kl",
                    Math.pow(10, -step % 4),
                    "actor/lr",
                    1e-4,
                    "ratio/max",
                    1 + step / 10.0,
                    "perf/time_per_step",
                    0.9);
            steps = step;
            trained(step, trained, metrics, now.minusSeconds(number - step), 2L * step);
        }
        windows(number, now);
        topics.flush();
    }

    /** The newest step of another run. */
    void otherRun(String run, int step, int ofAll, Instant at) {
        otherRun(run, step, ofAll, at, Map.of("reward", 0.25));
    }

    /** A step of another run. */
    void otherRun(String run, int step, int ofAll, Instant at, Map<String, Double> metrics) {
        TrainingStep record = TrainingStep.newBuilder(record(step, List.of(), metrics, at, 0))
                .setRunId(run)
                .setTotalSteps(ofAll)
                .build();
        topics.send(topics.names().trainingSteps(), run, TrainingStep.class, record);
        topics.flush();
    }

    private void window(int part, Instant start, int length, long published, double accuracy) {
        counted(
                part,
                start,
                length,
                Map.of(
                        "published", figure(published, 1),
                        "trained", figure(published - 8, 1),
                        "tokens", figure(published, 11),
                        "groups", figure(published / 8, 1),
                        "worker/worker-0", figure(published, 12),
                        "scores/accuracy/scored", figure(published, 1),
                        "latency_ms/accuracy", figure(published, 2),
                        "closed/complete", figure(published / 8, 1),
                        "headline/color", figure(100, accuracy)));
    }

    /** What a worker says now of its servers, by {@code SERVER/FIGURE}. */
    void servers(String worker, Map<String, Double> figures) {
        ServerReport report = new ServerReport(worker, Instant.now(), figures);
        topics.send(
                topics.names().metrics(),
                report.key(PlayedRun.RUN),
                MetricWindow.class,
                report.record(PlayedRun.RUN, 5_000));
        topics.flush();
    }

    /** What was counted of all steps so far, and in the window of this time. */
    void counted(Instant now) {
        Instant begin = Instant.ofEpochMilli(now.toEpochMilli() / 5000 * 5000);
        for (int part = 0; part < PlayedTopics.PARTITIONS; part++) {
            window(part, begin, 5000, 160, 0.6);
            window(part, Instant.EPOCH, 0, steps * 32L, 0.6);
        }
        topics.flush();
    }

    private static MetricFigure figure(long count, double mean) {
        return new MetricFigure(count, count * mean, mean, mean);
    }

    /** One step more, now, which is the last one that its learner is to make. */
    void lastStep() {
        totalSteps = steps + 1;
        nextStep();
        totalSteps = 0;
    }

    /** One step more, now. */
    void nextStep() {
        step(steps + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        topics.flush();
    }

    /** The same, with other metrics besides. */
    void nextStep(Map<String, Double> besides) {
        step(steps + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS), besides);
        topics.flush();
    }

    private void step(int step, Instant at) {
        step(step, at, Map.of());
    }

    private void step(int step, Instant at, Map<String, Double> besides) {
        steps = step;
        double progress = 1 - Math.exp(-step / 900.0);
        Map<String, Double> metrics = new HashMap<>(besides);
        metrics.putAll(Map.ofEntries(
                Map.entry("reward", 0.4 + 0.5 * progress + noise(0.03)),
                Map.entry("reward_std", 0.35 - 0.1 * progress + noise(0.01)),
                Map.entry("frac_reward_zero_std", 0.2 + noise(0.02)),
                Map.entry("rewards/accuracy/mean", 0.33 + 0.4 * progress + noise(0.03)),
                Map.entry("rewards/format/mean", 0.9 + 0.08 * progress + noise(0.01)),
                Map.entry("kl", 0.02 * progress + Math.abs(noise(0.001))),
                Map.entry("entropy", 0.6 - 0.2 * progress + noise(0.01)),
                Map.entry("clip_ratio/low", Math.abs(noise(0.004))),
                Map.entry("clip_ratio/high", Math.abs(noise(0.004))),
                Map.entry("actor/grad_norm", 0.8 + noise(0.1)),
                Map.entry("actor/lr", 1e-4),
                Map.entry("staleness/avg", 0.6 + Math.abs(noise(0.2))),
                Map.entry("staleness/max", 2.0),
                Map.entry("completions/mean_length", 11 + noise(0.4)),
                Map.entry("perf/time_per_step", 0.9 + Math.abs(noise(0.1))),
                Map.entry("timing_s/publish", 0.02 + Math.abs(noise(0.002)))));
        List<TrainedGroup> trained = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            trained.add(new TrainedGroup(
                    PlayedRun.RUN + "/0/" + (step * 8 + i),
                    PackedInts.of(0, 1, 2, 3, 4, 5, 6, 7).bytes()));
        }
        trained(step, trained, metrics, at);
    }

    /** A step that trains all of these groups of four. */
    void trained(int step, List<String> groupIds) {
        List<TrainedGroup> trained = groupIds.stream()
                .map(id -> new TrainedGroup(id, PackedInts.of(0, 1, 2, 3).bytes()))
                .toList();
        trained(step, trained, Map.of("reward", 0.5), Instant.EPOCH);
    }

    private void trained(int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at) {
        trained(step, trained, metrics, at, step * 8L);
    }

    /** A step that trains these trajectories of groups; its learner has read up to an offset, and is to make so many. */
    void trained(
            Map<String, int[]> groups, int step, int ofAll, Map<String, Double> metrics, Instant at, long nextOffset) {
        totalSteps = ofAll;
        trained(
                step,
                groups.entrySet().stream()
                        .map(group -> new TrainedGroup(
                                group.getKey(), PackedInts.of(group.getValue()).bytes()))
                        .toList(),
                metrics,
                at,
                nextOffset);
    }

    /** A window of what was counted in a part, or its totals if it has no length. */
    void counted(int part, Instant start, int length, Map<String, MetricFigure> figures) {
        MetricWindow window = MetricWindow.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setPart(part)
                .setStart(start)
                .setLengthMs(length)
                .setFigures(figures)
                .build();
        String name = length == 0 ? "total" : String.valueOf(start.toEpochMilli());
        topics.send(topics.names().metrics(), PlayedRun.RUN + "/" + part + "/" + name, MetricWindow.class, window);
    }

    private void trained(
            int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at, long nextOffset) {
        topics.send(
                topics.names().trainingSteps(),
                PlayedRun.RUN.value(),
                TrainingStep.class,
                record(step, trained, metrics, at, nextOffset));
    }

    private TrainingStep record(
            int step, List<TrainedGroup> trained, Map<String, Double> metrics, Instant at, long nextOffset) {
        return TrainingStep.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setStep(step)
                .setGroups(trained)
                .setWeightsSha256("0".repeat(64))
                .setNextOffset(nextOffset)
                .setSettledGroups(step * 8L)
                .setMetrics(metrics)
                .setTrainedAt(at)
                .setTotalSteps(totalSteps)
                .build();
    }

    /** What an evaluator found of a version, which is of the step of that number. */
    void judged(String evaluator, int version, int right, int all) {
        HeldOutResult record = HeldOutResult.newBuilder()
                .setRunId(PlayedRun.RUN.value())
                .setEvaluator(evaluator)
                .setTermsSha256("0".repeat(64))
                .setVersion(version)
                .setStep(version)
                .setWeightsSha256("0".repeat(64))
                .setValue((double) right / all)
                .setCategories(List.of(new HeldOutCount("understanding", "count", right, all)))
                .setPassedOver(PackedInts.of(version - 1).bytes())
                .setPublishedAt(Instant.EPOCH)
                .setEvaluatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setDurationMs(2_500)
                .build();
        topics.send(topics.names().evaluations(), PlayedRun.RUN.value(), HeldOutResult.class, record);
    }

    private double noise(double size) {
        return random.nextGaussian() * size;
    }
}
