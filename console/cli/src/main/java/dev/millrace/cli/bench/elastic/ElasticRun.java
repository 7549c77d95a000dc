package dev.millrace.cli.bench.elastic;

import dev.millrace.audit.AuditReport;
import dev.millrace.cli.audit.RunAudit;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.workers.feeding.PromptFeeder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run by a plan, from its first prompt to its audit. Used by one thread, once. */
final class ElasticRun {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration CALM = Duration.ofSeconds(2);
    private static final Duration STOPPING = Duration.ofSeconds(60);
    private static final int QUIET_POLLS = 5;
    private static final int PROMPTS = 16_384;
    private static final int HELD_OUT = 420;
    private static final double MILLIS = 1e3;

    private final ElasticPlan plan;
    private final long seed;
    private final Duration patience;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> console;

    /**
     * @param patience longest time for what has to happen: the first step, a change, coming to rest
     * @param folder empty; gets what the run leaves
     * @param console hears of each phase
     */
    ElasticRun(ElasticPlan plan, long seed, Duration patience, Path folder, Clock clock, Consumer<String> console) {
        this.plan = plan;
        this.seed = seed;
        this.patience = patience;
        this.folder = folder;
        this.clock = clock;
        this.console = console;
    }

    /**
     * What makes the slow scorer the one that a run waits for: it judges one answer at a time, and more groups may be under way
     * than four of its instances have at hand. One instance comes by the partitions in turns, so answers are trained at ages that
     * differ by more than the workers' gate allows; none is dropped for that, or phases would differ by more than their numbers.
     */
    private static List<String> overrides(long seed, int steps) {
        return List.of(
                "run.id=elastic-" + seed,
                "run.seed=" + seed,
                "kafka.partitions=4",
                "scorers.slow.type=external",
                "scorers.slow.judges=text",
                "scorers.slow.parallelism=1",
                "reward.weights.slow=1.0",
                "reward.weights.accuracy=null",
                "assembly.deadline=10m",
                "learner.batch_groups=16",
                "learner.max_staleness=20",
                "worker.max_staleness=6",
                "learner.checkpoint.every=5",
                "learner.total_steps=" + steps);
    }

    /**
     * Runs.
     *
     * @throws IllegalStateException if it stands still for longer than the patience
     */
    ElasticResult run() throws InterruptedException {
        MillraceConfig plain = MillraceConfig.loader().load(Optional.empty(), overrides(seed, plan.steps()));
        try (LocalStack stack = LocalStack.start(LocalStackConfig.in(folder.resolve("data")))) {
            MillraceConfig settings = plain.with(plain.kafka()
                            .at(
                                    stack.connection().bootstrapServers(),
                                    stack.connection().registryUrl()))
                    .within(folder.resolve("checkpoints"), folder.resolve("streams"));
            new Provisioning(settings.kafka()).create();
            List<PhaseRow> rows = live(settings);
            Path newest = newest(settings);
            Repeated repeated = Repeated.of(settings);
            AuditReport audit = RunAudit.of(settings, settings.kafka().connection(), false);
            return new ElasticResult(
                    seed, rows, step(newest), accuracy(settings, newest), repeated.same(), repeated.different(), audit);
        }
    }

    private List<PhaseRow> live(MillraceConfig settings) throws InterruptedException {
        RunMonitor monitor = new RunMonitor(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                settings.headline(),
                clock);
        PromptFeeder feeder = feeder(settings);
        List<PhaseRow> rows = new ArrayList<>();
        try (Roles running = new Roles(STOPPING)) {
            ElasticRoles roles = new ElasticRoles(settings, running, plan.pause(), clock);
            running.start(new Role("monitor", monitor::run, monitor::stop));
            running.start(new Role("feeder", feeder::run, feeder::stop));
            roles.begin();
            roles.become(plan.begin());
            await(running, "its first step", () -> monitor.snapshot().step() >= 1);
            for (Strength phase : plan.phases()) {
                PhaseRow row = phase(phase, running, roles, monitor);
                console.accept(phase + ": " + String.format("%.2f", row.judged()) + " answers judged a second");
                rows.add(row);
            }
            if (plan.steps() > 0) {
                await(running, "its last step", () -> monitor.snapshot().step() >= plan.steps());
            }
            running.stop("feeder");
            roles.endWorkers();
            await(
                    running,
                    "the end of its groups",
                    () -> monitor.isQuiet(QUIET_POLLS)
                            && monitor.snapshot().groups().open() == 0);
        }
        return rows;
    }

    private PhaseRow phase(Strength phase, Roles running, ElasticRoles roles, RunMonitor monitor)
            throws InterruptedException {
        Instant changed = clock.instant();
        roles.become(phase);
        await(running, "a share of the work for each of " + phase, roles::allWork);
        Thread.sleep(CALM.toMillis());
        Instant begun = clock.instant();
        long judged = roles.judged();
        long closed = monitor.snapshot().groups().closed();
        int step = monitor.snapshot().step();
        Thread.sleep(plan.window().toMillis());
        running.check();
        double seconds = seconds(begun, clock.instant());
        return new PhaseRow(
                phase.workers(),
                phase.scorers(),
                seconds(changed, begun),
                seconds,
                (roles.judged() - judged) / seconds,
                (monitor.snapshot().groups().closed() - closed) / seconds,
                (monitor.snapshot().step() - step) / seconds);
    }

    private static double seconds(Instant from, Instant until) {
        return Duration.between(from, until).toMillis() / MILLIS;
    }

    private void await(Roles running, String what, BooleanSupplier come) throws InterruptedException {
        Instant until = clock.instant().plus(patience);
        while (!come.getAsBoolean()) {
            running.check();
            if (clock.instant().isAfter(until)) {
                throw new IllegalStateException("the run of seed " + seed + " did not come to " + what + " within "
                        + patience.toSeconds() + " s; its log says more");
            }
            Thread.sleep(TICK.toMillis());
        }
    }

    private PromptFeeder feeder(MillraceConfig settings) {
        return new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                ScenePrompts.ONE_SIZE.fed(seed, PROMPTS),
                settings.feeder(),
                seed,
                settings.learner().batchGroups(),
                clock);
    }

    private static Path newest(MillraceConfig settings) {
        List<Path> checkpoints =
                new CheckpointStore(settings.learner().checkpoint().folder(), 2).list();
        return checkpoints.get(checkpoints.size() - 1);
    }

    private static int step(Path checkpoint) {
        String name = String.valueOf(checkpoint.getFileName());
        return Integer.parseInt(name.substring(name.indexOf('-') + 1));
    }

    private static double accuracy(MillraceConfig settings, Path checkpoint) {
        Evaluator evaluator = new Evaluator(
                new AccuracyRule()::isRight,
                settings.worker().maxResponseTokens(),
                settings.worker().stop());
        try (RolloutEngine engine =
                Policies.open(ModelSource.folder(checkpoint), settings.policy().compute())) {
            return evaluator
                    .evaluate(engine, EvaluationItems.of(ScenePrompts.ONE_SIZE.heldOut(HELD_OUT)), (done, all) -> {})
                    .overall();
        }
    }
}
