package dev.millrace.cli.demo;

import dev.millrace.cli.demo.DemoReport.Account;
import dev.millrace.cli.demo.DemoReport.Reshaping;
import dev.millrace.cli.demo.DemoReport.Weights;
import dev.millrace.cli.demo.StartTimes.Point;
import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.EvaluationTable;
import dev.millrace.cli.follow.Examination;
import dev.millrace.cli.sheet.ContactSheet;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.monitoring.metrics.RoleMeters;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.LocalEngineFactory;
import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.Roles;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.workers.SamplingFit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One demo from beginning to end: evaluate, train, evaluate again, report. Its page is there from the beginning until it
 * has trained. Used by one thread, once.
 */
public final class Demo {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration LATEST_EXAM = Duration.ofSeconds(60);
    private static final String WEIGHTS = "model.safetensors";
    private static final long SMALL_BYTES = 64L << 20;

    private final MillraceConfig settings;
    private final DemoFolder folder;
    private final DemoData data;
    private final DemoConsole console;
    private final StopSignal signal;
    private final boolean withPage;
    private final boolean followed;
    private final Clock clock;

    /** A demo that is judged before and after it trains, and not meanwhile. */
    public Demo(
            MillraceConfig settings,
            DemoFolder folder,
            DemoData data,
            DemoConsole console,
            StopSignal signal,
            boolean withPage,
            Clock clock) {
        this(settings, folder, data, console, signal, withPage, false, clock);
    }

    /**
     * A demo.
     *
     * @param withPage whether to serve the live page while it trains
     * @param followed whether its versions are judged on some of the held-out prompts while it trains
     */
    public Demo(
            MillraceConfig settings,
            DemoFolder folder,
            DemoData data,
            DemoConsole console,
            StopSignal signal,
            boolean withPage,
            boolean followed,
            Clock clock) {
        this.settings = settings;
        this.folder = folder;
        this.data = data;
        this.console = console;
        this.signal = signal;
        this.withPage = withPage;
        this.followed = followed;
        this.clock = clock;
    }

    /**
     * Runs the demo.
     *
     * @param base the policy it begins with
     * @return the report, which lies in the folder; empty if it was stopped
     * @throws RuntimeException with the cause in one line, if a role fails or the run stands still
     */
    public Optional<DemoReport> run(ModelSource base) throws InterruptedException {
        return run(base, new FirstExams(), StartTimes.ofProcess(folder.start(), clock));
    }

    /**
     * The same for one of several demos.
     *
     * @param first how the policies that they begin with have done
     */
    public Optional<DemoReport> run(ModelSource base, FirstExams first) throws InterruptedException {
        return run(base, first, StartTimes.fromNow(folder.start(), clock));
    }

    private Optional<DemoReport> run(ModelSource base, FirstExams first, StartTimes times) throws InterruptedException {
        if (signal.isRequested()) {
            return Optional.empty();
        }
        Instant begun = clock.instant();
        requireFit(base);
        tryScorers();
        times.reached(Point.PREPARED);
        Optional<Trained> trained = train(base, first, times);
        if (trained.isEmpty() || signal.isRequested()) {
            return Optional.empty();
        }
        Optional<ExamResult> after =
                exam(signal::isRequested).take("after", trained.get().outcome().policy());
        return after.map(
                result -> report(trained.get().before(), result, trained.get().outcome(), begun));
    }

    private PolicyExam exam(BooleanSupplier stopped) {
        return PolicyExam.of(settings, data, console, stopped);
    }

    /** So too where the policy cannot be sampled as the settings say, which only an engine of this process leaves to it. */
    private void requireFit(ModelSource base) {
        if (settings.worker().engine().type().equals(LocalEngineFactory.TYPE)) {
            SamplingFit.of(settings.worker(), Policies.describe(base)).ifPresent(misfit -> {
                throw new UsageException(misfit);
            });
        }
    }

    /** What is wrong with a scorer is said before anything has started, and not when the first answers wait for it. */
    private void tryScorers() {
        ReferencedImages none = new LoggedImages(EncodedImages.NONE);
        for (String name : settings.scorersOf(OutputKind.TEXT)) {
            ScorerTypes.found()
                    .make(name, settings.declared(name), new ScorerContext(name, none, clock))
                    .close();
        }
    }

    /** How it stood before it was trained, and what came of that. */
    private record Trained(ExamResult before, TrainingOutcome outcome) {}

    /**
     * A small policy is examined after the first step, so that it is not in the way of that: its answers are the same whenever it gives
     * them. A large one is examined while the broker starts, and trained when memory is free of it again.
     */
    private Optional<Trained> train(ModelSource base, FirstExams first, StartTimes times) throws InterruptedException {
        console.line("starting a broker and a registry in " + folder.data());
        boolean small = isSmall(base);
        try (FirstExam before = FirstExam.begin(taken -> {
                    BooleanSupplier unwanted = () -> taken.isUnwanted() || signal.isRequested();
                    if (small) {
                        openOnce(base);
                        times.awaitStep(LATEST_EXAM, unwanted);
                    }
                    return first.take(exam(unwanted), base);
                });
                LocalStack stack = LocalStack.start(LocalStackConfig.in(folder.data()))) {
            times.reached(Point.STACK);
            KafkaConfig kafka = settings.kafka()
                    .at(
                            stack.connection().bootstrapServers(),
                            stack.connection().registryUrl());
            new Provisioning(kafka).create();
            times.reached(Point.TOPICS);
            try (RoleMeters meters = new RoleMeters(settings.run().id().value())) {
                return train(base, small, before, times, settings.with(kafka.with(meters.clientProperties())), meters);
            }
        }
    }

    private Optional<Trained> train(
            ModelSource base, boolean small, FirstExam before, StartTimes times, MillraceConfig here, RoleMeters meters)
            throws InterruptedException {
        try (Roles roles = new Roles(STOP);
                DemoPage page = DemoPage.open(here, folder, roles, meters, clock, withPage)) {
            page.url().ifPresent(url -> console.line("live page at " + url));
            Optional<Examination> meanwhile = followed ? Optional.of(data.sample(here)) : Optional.empty();
            TrainingRun training = new TrainingRun(
                    here, folder, data.training(), meanwhile, console, signal, roles, meters, times, clock);
            training.begin();
            times.reached(Point.ROLES);
            if (small) {
                training.start(base);
            }
            Optional<ExamResult> examined = before.await(roles);
            times.reached(Point.EXAM);
            if (examined.isEmpty()) {
                return Optional.empty();
            }
            if (!small) {
                training.start(base);
            }
            return training.finish().map(outcome -> new Trained(examined.get(), outcome));
        }
    }

    /** What a policy is computed with is loaded while the broker starts, and there when learner and worker want it. */
    private void openOnce(ModelSource policy) {
        Policies.open(policy, settings.policy().compute()).close();
    }

    /** Whether memory has room for it once more, while it is examined, beside those that sample and train. */
    private static boolean isSmall(ModelSource policy) {
        return policy.has(WEIGHTS) && policy.length(WEIGHTS) <= SMALL_BYTES;
    }

    private DemoReport report(ExamResult before, ExamResult after, TrainingOutcome trained, Instant begun) {
        DemoReport report = new DemoReport(
                settings.run().id().value(),
                trained.last().step(),
                seconds(Duration.between(begun, clock.instant())),
                before.standing(),
                after.standing(),
                Account.of(trained.last().accounting()),
                Weights.of(trained.last(), trained.appliedMaxLag()),
                Reshaping.of(settings.reshaping().method(), trained),
                trained.throughput(),
                trained.last().heldOut().stream().map(DemoReport.HeldOut::of).toList());
        report.write(folder.report());
        folder.mark(DemoFolder.State.FINISHED);
        console.blankLine();
        EvaluationTable.compare(before.answers(), after.answers()).forEach(console::line);
        if (before.drawings().isPresent() && after.drawings().isPresent()) {
            show(before.drawings().get(), after.drawings().get(), report);
        }
        console.blankLine();
        console.line(String.format(
                Locale.ROOT,
                "%d steps in %.0f s; %d trajectories published = %d trained + %d pending + %d dropped; imbalance %d",
                report.steps(),
                report.wallSeconds(),
                report.accounting().published(),
                report.accounting().trained(),
                report.accounting().pending(),
                trained.last().accounting().droppedInAll(),
                report.accounting().imbalance()));
        console.line("report " + folder.report() + ", checkpoints " + folder.checkpoints() + ", log " + folder.log());
        return report;
    }

    private void show(DrawingEvaluation before, DrawingEvaluation after, DemoReport report) {
        ContactSheet.write(
                List.of(new ContactSheet.Column("before", before), new ContactSheet.Column("after", after)),
                folder.sheet());
        console.blankLine();
        DrawingTable.compare(before, after).forEach(console::line);
        console.blankLine();
        console.line(String.format(
                Locale.ROOT,
                "%.1f images/s sampled, %.1f images/s while drawing; %.2f s per mixed step; contact sheet %s",
                report.throughput().imagesPerSecond(),
                report.throughput().imagesPerDrawingSecond(),
                report.throughput().secondsPerStep(),
                folder.sheet()));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
