package dev.millrace.cli.demo;

import dev.millrace.cli.demo.DemoReport.Throughput;
import dev.millrace.cli.follow.EvaluatorRole;
import dev.millrace.cli.follow.Examination;
import dev.millrace.cli.follow.FollowConfig;
import dev.millrace.cli.follow.ResultListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.monitoring.metrics.StepMeters;
import dev.millrace.monitoring.monitor.LiveDisplay;
import dev.millrace.monitoring.monitor.RunMonitor;
import dev.millrace.monitoring.monitor.RunSnapshot;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Role;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.PromptFeeder;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The training part of a demo: every role in this process, until the learner has made its steps and what was under way
 * has settled. Used by one thread, once.
 */
final class TrainingRun {

    private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration REFRESH = Duration.ofMillis(250);
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final int QUIET_POLLS = 5;
    private static final String LEARNER = "learner";
    private static final String WORKER = "worker-0";
    private static final String FEEDER = "feeder";
    private static final EvaluatorName EVALUATOR = new EvaluatorName("held-out");

    private final MillraceConfig settings;
    private final DemoFolder folder;
    private final List<FeedEntry> prompts;
    private final Optional<Examination> meanwhile;
    private final DemoConsole console;
    private final StopSignal signal;
    private final Roles roles;
    private final RoleMeters meters;
    private final StartTimes times;
    private final Clock clock;
    private final RunRoles make;
    private final RunMonitor monitor;
    private @Nullable RolloutWorker worker;
    private Instant started = Instant.EPOCH;

    /**
     * @param settings with the broker and registry that are there
     * @param meanwhile what its versions are judged on while it trains, where they are
     * @param roles where its roles run; the owner ends them
     * @param meters where they tell their figures
     * @param times hears how the learner starts
     */
    TrainingRun(
            MillraceConfig settings,
            DemoFolder folder,
            List<FeedEntry> prompts,
            Optional<Examination> meanwhile,
            DemoConsole console,
            StopSignal signal,
            Roles roles,
            RoleMeters meters,
            StartTimes times,
            Clock clock) {
        this.settings = settings;
        this.folder = folder;
        this.prompts = prompts;
        this.meanwhile = meanwhile;
        this.console = console;
        this.signal = signal;
        this.roles = roles;
        this.meters = meters;
        this.times = times;
        this.clock = clock;
        this.make = new RunRoles(settings, clock);
        this.monitor = new RunMonitor(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                settings.headline(),
                clock);
    }

    /** Starts what needs no policy. */
    void begin() {
        roles.start(new Role("monitor", monitor::run, monitor::stop));
        startJudges();
        PromptFeeder feeder = feeder();
        roles.start(new Role(FEEDER, feeder::run, feeder::stop));
    }

    /** Starts learner and worker. */
    void start(ModelSource base) {
        StepMeters steps = new StepMeters(times, clock);
        meters.add(LEARNER, steps::figures);
        LearnerRole learner = make.learner(base, steps);
        roles.start(new Role(LEARNER, learner::run, learner::stop));
        RolloutWorker sampling = make.worker(WORKER);
        meters.add(WORKER, () -> sampling.metrics().values());
        roles.start(new Role(WORKER, sampling::run, sampling::stop));
        meanwhile.ifPresent(examination -> startEvaluator(examination, base));
        worker = sampling;
        started = clock.instant();
    }

    /**
     * Trains to the end, once all is started.
     *
     * @return empty if the demo was stopped
     */
    Optional<TrainingOutcome> finish() throws InterruptedException {
        RolloutWorker sampling = Objects.requireNonNull(worker, "nothing was started");
        if (!follow()) {
            return Optional.empty();
        }
        Throughput throughput =
                throughput(monitor.snapshot(), Duration.between(started, clock.instant()), sampling.metrics());
        settle();
        return Optional.of(new TrainingOutcome(
                Policies.newest(settings.learner().checkpoint().folder()),
                monitor.snapshot(),
                Duration.ofMillis(sampling.metrics().largestLagMillis()),
                sampling.metrics().dependencyCost(),
                throughput));
    }

    /** Judges of images only sit idle where nobody asks for one. */
    private void startJudges() {
        StreamsRole streams = make.streams();
        roles.start(new Role("streams", streams::run, streams::stop));
        StreamsRole metrics = make.metrics();
        roles.start(new Role("metrics", metrics::run, metrics::stop).unessential());
        meters.add("streams", streams::metrics);
        meters.add("streams", metrics::metrics);
        Set<String> names = new TreeSet<>(settings.scorersOf(OutputKind.TEXT));
        if (prompts.stream().anyMatch(prompt -> prompt.task() != Task.UNDERSTANDING)) {
            names.addAll(settings.scorersOf(OutputKind.IMAGE));
        }
        for (String name : names) {
            ScorerRole scorer = make.scorer(name);
            roles.start(new Role("scorer-" + name, scorer::run, scorer::stop));
        }
    }

    /** What it finds stands on the page, and in the report; the demo does without it if it fails. */
    private void startEvaluator(Examination examination, ModelSource base) {
        FollowConfig config =
                new FollowConfig(EVALUATOR, 1, 1, settings.learner().weights().acceptance());
        roles.start(
                EvaluatorRole.of(settings, config, examination, base, folder.path(), meters, ResultListener.NONE, clock)
                        .unessential());
    }

    private PromptFeeder feeder() {
        return new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                prompts,
                settings.feeder(),
                settings.run().seed(),
                settings.learner().batchGroups(),
                clock);
    }

    /** Shows the run until the learner is done; false if the demo was stopped. */
    private boolean follow() throws InterruptedException {
        int goal = settings.learner().totalSteps();
        Stall stall = new Stall(clock);
        try (LiveDisplay display = console.display("millrace demo", goal)) {
            while (!roles.await(LEARNER, REFRESH)) {
                if (signal.isRequested()) {
                    return false;
                }
                display.show(monitor.snapshot());
                stall.check(monitor.snapshot(), folder.log());
            }
            display.finish(monitor.snapshot());
        }
        return !signal.isRequested();
    }

    /**
     * Lets what is under way come to its end: no new prompts, the last groups scored and closed, and all of it seen by
     * the monitor.
     */
    private void settle() throws InterruptedException {
        roles.stop(EvaluatorRole.PREFIX);
        roles.stop(FEEDER);
        roles.stop(WORKER);
        roles.await(WORKER, STOP);
        Instant until = clock.instant().plus(SETTLE);
        while (!isSettled() && clock.instant().isBefore(until) && !signal.isRequested()) {
            roles.check();
            Thread.sleep(REFRESH.toMillis());
        }
        if (!isSettled()) {
            log.atWarn()
                    .addKeyValue("open", monitor.snapshot().groups().open())
                    .addKeyValue("waited", SETTLE)
                    .log("groups are still open at the end of the demo");
        }
    }

    private boolean isSettled() {
        return monitor.isQuiet(QUIET_POLLS) && monitor.snapshot().groups().open() == 0;
    }

    private static Throughput throughput(RunSnapshot run, Duration training, WorkerMetrics worker) {
        double seconds = Math.max(1e-3, training.toMillis() / 1000.0);
        return new Throughput(
                seconds,
                run.tokens() / seconds,
                run.accounting().published() / seconds,
                run.groups().closed() / seconds,
                run.step() == 0 ? 0 : seconds / run.step(),
                worker.images() / seconds,
                worker.imagesPerSecond());
    }
}
