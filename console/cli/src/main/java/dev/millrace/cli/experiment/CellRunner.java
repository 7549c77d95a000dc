package dev.millrace.cli.experiment;

import dev.millrace.cli.demo.Demo;
import dev.millrace.cli.demo.DemoConsole;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoFolder;
import dev.millrace.cli.demo.DemoReport;
import dev.millrace.cli.demo.DemoReport.Abilities;
import dev.millrace.cli.demo.DemoReport.Standing;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.cli.demo.ExamResult;
import dev.millrace.cli.demo.FirstExams;
import dev.millrace.cli.demo.PolicyExam;
import dev.millrace.cli.evaluate.AccuracyRule;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.Reshaper;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs cells one after the other, each in a folder of its own: as demos, or as supervised training that is held against them. Used by one
 * thread.
 */
public final class CellRunner {

    /** Points of a curve behind the first. */
    private static final int POINTS = 8;

    private static final int COLUMNS = 80;

    private final MillraceConfig base;
    private final DemoTask task;
    private final Path folder;
    private final StopSignal signal;
    private final Clock clock;
    private final CellMeasuring measuring;
    private final FirstExams first = new FirstExams();

    /**
     * @param base settings of all cells, below those of each cell
     * @param task what the policy is asked for
     * @param folder holds the folders of the cells
     * @param measures what is measured of each cell that is trained by rewards, besides how often it is right
     */
    public CellRunner(
            MillraceConfig base,
            DemoTask task,
            Path folder,
            StopSignal signal,
            Clock clock,
            Set<CellMeasure> measures) {
        this.base = base;
        this.task = task;
        this.folder = folder;
        this.signal = signal;
        this.clock = clock;
        this.measuring = new CellMeasuring(measures);
    }

    /** The settings of a cell: those of all cells, the cell's own, its seed, and checkpoints for its curve. */
    public static MillraceConfig settings(MillraceConfig base, Cell cell, int steps) {
        List<String> overrides = new ArrayList<>(List.of(
                "run.seed=" + cell.seed(),
                "learner.total_steps=" + steps,
                "learner.checkpoint.every=" + Math.max(1, steps / POINTS),
                "learner.checkpoint.keep=" + (POINTS + 2)));
        if (cell.supervised()) {
            overrides.add("pretrain.steps=" + steps);
            overrides.add("pretrain.seed=" + cell.seed());
        }
        overrides.addAll(cell.overrides());
        return MillraceConfig.loader(base).load(Optional.empty(), overrides);
    }

    /** @throws dev.millrace.schemas.failure.UsageException if something is to be measured that these settings do not let be */
    public static void check(MillraceConfig settings, Set<CellMeasure> measures) {
        if (!measures.isEmpty()) {
            CellMeasuring.requireFull(settings);
        }
    }

    /**
     * Runs a cell.
     *
     * @return empty if it was stopped
     * @throws RuntimeException with the cause in one line, if it fails
     */
    public Optional<CellResult> run(Cell cell, int steps) throws InterruptedException {
        Instant begun = clock.instant();
        try (DemoFolder place = DemoFolder.claim(folder.resolve(cell.id()))) {
            MillraceConfig settings = settings(base, cell, steps).within(place.checkpoints(), place.streamsState());
            MillraceConfig.loader().save(settings, place.config());
            ModelSource base = Policies.find(settings.policy());
            DemoData data = cell.data().prompts(task, settings);
            DemoConsole quiet = new DemoConsole(new PrintWriter(Writer.nullWriter()), false, COLUMNS);
            if (cell.supervised()) {
                return supervised(cell, settings, base, data, place, quiet, begun);
            }
            Optional<DemoReport> report = new Demo(settings, place, data, quiet, signal, false, clock).run(base, first);
            if (report.isEmpty()) {
                return Optional.empty();
            }
            CellResult result = result(cell, settings, base, report.get(), data, place, begun);
            place.discardBulk();
            return Optional.of(result);
        }
    }

    private Optional<CellResult> supervised(
            Cell cell,
            MillraceConfig settings,
            ModelSource base,
            DemoData data,
            DemoFolder place,
            DemoConsole quiet,
            Instant begun)
            throws InterruptedException {
        SupervisedTraining training = new SupervisedTraining(settings, cell.data(), signal);
        PolicyExam exam = PolicyExam.of(settings, data, quiet, signal::isRequested);
        Optional<ExamResult> before = first.take(exam, base);
        Optional<ModelSource> trained = before.isEmpty()
                ? Optional.empty()
                : training.run(base, place.path().resolve("trained"));
        Optional<ExamResult> after = trained.flatMap(policy -> exam.take("after", policy));
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.empty();
        }
        place.mark(DemoFolder.State.FINISHED);
        return Optional.of(
                supervised(cell, settings, before.get().standing(), after.get().standing(), begun));
    }

    private CellResult supervised(Cell cell, MillraceConfig settings, Standing before, Standing after, Instant begun) {
        int steps = settings.learner().totalSteps();
        double from = before.understanding().overall();
        double to = after.understanding().overall();
        return new CellResult(
                cell.id(),
                cell.setting(),
                cell.data().name(),
                cell.seed(),
                steps,
                from,
                to,
                after.understanding().categories(),
                List.of(
                        new CellResult.Point(0, 0, from),
                        new CellResult.Point(steps, steps * SupervisedTraining.samplesPerStep(settings), to)),
                1,
                0,
                null,
                drawings(before, after, new TreeMap<>()),
                null,
                0,
                Duration.between(begun, clock.instant()).toMillis() / 1000.0);
    }

    private CellResult result(
            Cell cell,
            MillraceConfig settings,
            ModelSource base,
            DemoReport report,
            DemoData data,
            DemoFolder place,
            Instant begun) {
        return new CellResult(
                cell.id(),
                cell.setting(),
                cell.data().name(),
                cell.seed(),
                report.steps(),
                report.before().understanding().overall(),
                report.after().understanding().overall(),
                report.after().understanding().categories(),
                curve(settings, report, data, place),
                report.reshaping().meanWeight(),
                report.reshaping().dependencyCost(),
                tokens(cell, settings, data, place),
                drawings(report.before(), report.after(), RewardHistory.of(place.metrics(), report.steps(), POINTS)),
                measuring.measure(settings, base, Policies.newest(place.checkpoints()), data.heldOut()),
                report.accounting().imbalance(),
                Duration.between(begun, clock.instant()).toMillis() / 1000.0);
    }

    private List<CellResult.Point> curve(MillraceConfig settings, DemoReport report, DemoData data, DemoFolder place) {
        long perStep =
                (long) settings.learner().batchGroups() * settings.worker().groupSize();
        List<CellResult.Point> points = new ArrayList<>();
        points.add(new CellResult.Point(0, 0, report.before().understanding().overall()));
        Evaluator evaluator = new Evaluator(
                AccuracyRule.of(settings)::isRight,
                settings.worker().maxResponseTokens(),
                settings.worker().stop());
        for (Path checkpoint : new CheckpointStore(place.checkpoints(), 2).list()) {
            String name = checkpoint.getFileName().toString();
            int step = Integer.parseInt(name.substring(name.indexOf('-') + 1));
            if (step > 0 && step < report.steps()) {
                try (RolloutEngine engine = Policies.open(
                        ModelSource.folder(checkpoint), settings.policy().compute())) {
                    double accuracy = evaluator
                            .evaluate(engine, data.heldOut(), (done, all) -> {})
                            .overall();
                    points.add(new CellResult.Point(step, step * perStep, accuracy));
                }
            }
        }
        points.add(new CellResult.Point(
                report.steps(),
                report.steps() * perStep,
                report.after().understanding().overall()));
        return points;
    }

    private static @Nullable DrawnResult drawings(
            Standing before, Standing after, SortedMap<String, List<Double>> rewards) {
        return before instanceof Abilities was && after instanceof Abilities is
                ? DrawnResult.of(was, is, rewards)
                : null;
    }

    private @Nullable TokenCounts tokens(Cell cell, MillraceConfig settings, DemoData data, DemoFolder place) {
        if (Reshaper.of(settings.reshaping()).reads() == Measure.NOTHING) {
            return null;
        }
        ModelSource newest = Policies.newest(place.checkpoints());
        try (RolloutEngine engine = Policies.open(newest, settings.policy().compute())) {
            MeasuredAnswers answers = MeasuredAnswers.of(settings, engine, data.heldOut());
            return new TokenCheck(engine.format(), truth(settings, cell.data()))
                    .check(Reshaper.of(settings.reshaping()), answers);
        }
    }

    /** What is on the held-out images of a data set. */
    public static SceneTruth truth(MillraceConfig settings, ExperimentData data) {
        return data.heldOut()
                .map(file -> SceneTruth.ofFile(file, settings.data()))
                .orElseGet(() -> SceneTruth.ofHeldOutScenes(DemoData.HELD_OUT_SCENES));
    }
}
