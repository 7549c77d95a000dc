package dev.millrace.console.faults;

import dev.millrace.console.audit.AuditReport;
import dev.millrace.console.audit.check.AuditSettings;
import dev.millrace.console.audit.evidence.TopicScan;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.data.FeedEntries;
import dev.millrace.console.data.ScenePrompts;
import dev.millrace.console.monitor.RunMonitor;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.engine.EngineSettings;
import dev.millrace.policy.engine.PolicyEngine;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A run under faults, from its first prompt to the audit of what it has left.
 *
 * <p>Between two faults the run must make a step, so that each hits a run that works. In the end it is mended and fed
 * until nothing is pending; then its topics are audited, and a learner without checkpoints repeats it from its experience
 * and must come to the same weights. Used by one thread, once.
 */
public final class FaultRun {

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration QUIET = Duration.ofSeconds(4);

    /** Settings under which a run is as small and as restless as it can be. */
    private static final List<String> SMALL = List.of(
            "worker.group_size=4",
            "worker.batch_prompts=2",
            "worker.max_response_tokens=8",
            "worker.max_staleness=2",
            "learner.max_staleness=2",
            "learner.batch_groups=2",
            "learner.micro_batch_groups=2",
            "learner.checkpoint.every=3",
            "learner.weights.chunk_bytes=4096",
            "assembly.deadline=6s",
            "assembly.check_interval=300ms",
            "assembly.restart_grace=1s",
            "reward.weights.chaos=0.3",
            "kafka.partitions=2");

    private final FaultSettings faults;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;
    private final Random random;
    private final List<FiredFault> fired = new ArrayList<>();

    /**
     * @param folder gets everything that the run leaves; made if it is not there
     * @param console hears of each fault
     */
    public FaultRun(FaultSettings faults, Path folder, Clock clock, Consumer<String> console) {
        this.faults = faults;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
        this.random = new Random(faults.seed());
    }

    /**
     * Runs.
     *
     * @throws IllegalStateException if a fault does not take effect, or the run does not come back from one
     */
    public FaultReport run() throws InterruptedException {
        Instant begun = clock.instant();
        Path policy = makePolicy();
        List<String> overrides = new ArrayList<>(SMALL);
        overrides.add("run.id=faults");
        overrides.add("run.seed=" + faults.seed());
        overrides.add("policy.checkpoint=" + policy);
        MillraceConfig small = MillraceConfig.loader().load(Optional.empty(), overrides);
        try (FaultCluster cluster = new FaultCluster(folder, small)) {
            cluster.start();
            ChaosScorer scorer = new ChaosScorer(
                    cluster.connection(),
                    small.kafka().topics(),
                    small.run().id(),
                    faults.seed(),
                    small.assembly().deadline().plusSeconds(3),
                    clock);
            RunMonitor monitor = new RunMonitor(
                    cluster.connection(), small.kafka().topics(), small.run().id(), clock);
            PromptFeeder feeder = feeder(cluster, new FeederConfig(true, 8, Duration.ofMillis(200)), 64);
            daemon("chaos-scorer", scorer::run);
            daemon("monitor", monitor::run);
            daemon("feeder", feeder::run);
            try {
                fire(cluster, monitor, begun);
                feeder.stop();
                drain(cluster, monitor);
            } finally {
                feeder.stop();
                scorer.stop();
                monitor.stop();
            }
            int steps = monitor.snapshot().step();
            cluster.stopRoles();
            AuditReport audit = audit(cluster);
            RoleProcess replay = cluster.startReplay(steps);
            boolean ended = replay.awaitExit(faults.patience());
            if (!ended) {
                replay.kill();
            }
            FaultReport report = new FaultReport(
                    faults.seed(),
                    Duration.between(begun, clock.instant()).toSeconds(),
                    steps,
                    fired,
                    scorer.done(),
                    cluster.endedByThemselves(),
                    audit,
                    replay.lastLine(),
                    ended && replay.exitCode() == 0);
            write(report);
            return report;
        }
    }

    private void fire(FaultCluster cluster, RunMonitor monitor, Instant begun) throws InterruptedException {
        FaultActions actions = new FaultActions(cluster, random, faults.patience());
        awaitStep(cluster, monitor, 0);
        do {
            List<FaultKind> round = new ArrayList<>(faults.kinds());
            Collections.shuffle(round, random);
            for (FaultKind kind : round) {
                int step = monitor.snapshot().step();
                String seen = actions.fire(kind);
                long second = Duration.between(begun, clock.instant()).toSeconds();
                fired.add(new FiredFault(kind, second, step, seen));
                console.accept(String.format("%5d s  step %4d  %-24s %s", second, step, kind.label(), seen));
                awaitStep(cluster, monitor, monitor.snapshot().step());
            }
        } while (clock.instant().isBefore(begun.plus(faults.least())));
    }

    /** Waits until the run has made a step after {@code step}. */
    private void awaitStep(FaultCluster cluster, RunMonitor monitor, int step) throws InterruptedException {
        await(cluster, "to make a step after " + step, () -> monitor.snapshot().step() > step);
    }

    /** Mends everything, and gives the run single prompts until it has nothing pending any more. */
    private void drain(FaultCluster cluster, RunMonitor monitor) throws InterruptedException {
        cluster.heal();
        Instant until = clock.instant().plus(faults.patience().multipliedBy(2));
        Instant quietSince = clock.instant();
        String before = "";
        while (true) {
            cluster.supervise();
            Thread.sleep(TICK.toMillis());
            String now = monitor.snapshot().accounting().toString();
            if (!now.equals(before)) {
                before = now;
                quietSince = clock.instant();
            }
            boolean quiet = clock.instant()
                    .isAfter(quietSince
                            .plus(QUIET)
                            .plus(cluster.settings().assembly().deadline()));
            if (quiet && monitor.snapshot().accounting().pending() == 0) {
                return;
            }
            if (quiet) {
                // Fewer groups than a batch are left: the learner waits for more.
                feeder(cluster, new FeederConfig(false, 8, Duration.ofMillis(200)), 1)
                        .run();
                quietSince = clock.instant();
            }
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run did not come to rest: " + now + "; logs in " + folder);
            }
        }
    }

    private void await(FaultCluster cluster, String what, BooleanSupplier condition) throws InterruptedException {
        Instant until = clock.instant().plus(faults.patience());
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run failed " + what + " within " + faults.patience() + " after "
                        + (fired.isEmpty()
                                ? "its start"
                                : fired.get(fired.size() - 1).kind().label())
                        + "; ended by themselves: " + cluster.endedByThemselves() + "; logs in " + folder);
            }
            cluster.supervise();
            Thread.sleep(TICK.toMillis());
        }
    }

    private AuditReport audit(FaultCluster cluster) {
        MillraceConfig settings = cluster.settings();
        return AuditReport.of(
                new TopicScan(
                                cluster.connection(),
                                settings.kafka().topics(),
                                settings.run().id(),
                                topic -> {})
                        .gather(),
                new AuditSettings(
                        settings.credit(),
                        settings.assembly(),
                        settings.learner().batchGroups(),
                        settings.learner().maxStaleness(),
                        true));
    }

    private PromptFeeder feeder(FaultCluster cluster, FeederConfig config, int prompts) {
        List<FeedEntry> entries = FeedEntries.of(ScenePrompts.training(faults.seed(), prompts));
        MillraceConfig settings = cluster.settings();
        return new PromptFeeder(
                cluster.connection(),
                settings.kafka().topics(),
                settings.run().id(),
                entries,
                config,
                faults.seed(),
                clock);
    }

    /** A policy of one layer, which trains in milliseconds and has learnt nothing. */
    private Path makePolicy() {
        Path policy = folder.resolve("policy").toAbsolutePath();
        PolicyEngine.start(new EngineSettings(1, 1));
        PolicyConfig architecture =
                new PolicyConfig(1, 16, 2, 32, 32, 8, 3, WordTokenizer.builtIn().vocabularySize(), 24, 8, false);
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, faults.seed())) {
            Files.createDirectories(policy);
            SavedModel.of(weights).write(policy);
            return policy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + policy, e);
        }
    }

    private void write(FaultReport report) {
        try {
            Files.writeString(folder.resolve("faults.json"), report.toJson() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report in " + folder, e);
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
