package dev.millrace.console.demo;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.demo.DemoReport.Account;
import dev.millrace.console.demo.DemoReport.Reshaping;
import dev.millrace.console.demo.DemoReport.Weights;
import dev.millrace.console.evaluate.DrawingEvaluation;
import dev.millrace.console.evaluate.DrawingTable;
import dev.millrace.console.evaluate.EvaluationTable;
import dev.millrace.console.role.StopSignal;
import dev.millrace.console.sheet.ContactSheet;
import dev.millrace.policy.checkpoint.SavedModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One demo from beginning to end: evaluate, train, evaluate again, report. Used by one thread, once. */
public final class Demo {

    private final MillraceConfig settings;
    private final DemoFolder folder;
    private final DemoData data;
    private final DemoConsole console;
    private final StopSignal signal;
    private final boolean withPage;
    private final Clock clock;

    /** @param withPage whether to serve the live page while it trains */
    public Demo(
            MillraceConfig settings,
            DemoFolder folder,
            DemoData data,
            DemoConsole console,
            StopSignal signal,
            boolean withPage,
            Clock clock) {
        this.settings = settings;
        this.folder = folder;
        this.data = data;
        this.console = console;
        this.signal = signal;
        this.withPage = withPage;
        this.clock = clock;
    }

    /**
     * Runs the demo.
     *
     * @param base the policy it begins with
     * @return the report, which lies in the folder; empty if it was stopped
     * @throws RuntimeException with the cause in one line, if a role fails or the run stands still
     */
    public Optional<DemoReport> run(SavedModel base) throws InterruptedException {
        Instant begun = clock.instant();
        PolicyExam exam = new PolicyExam(data, settings.worker().drawing(), console, signal);
        Optional<ExamResult> before = exam.take("before", base);
        if (before.isEmpty()) {
            return Optional.empty();
        }
        Optional<TrainingOutcome> trained =
                new TrainingRun(settings, folder, data.training(), console, signal, withPage, clock).run(base);
        if (trained.isEmpty() || signal.isRequested()) {
            return Optional.empty();
        }
        Optional<ExamResult> after = exam.take("after", trained.get().policy());
        return after.map(result -> report(before.get(), result, trained.get(), begun));
    }

    private DemoReport report(ExamResult before, ExamResult after, TrainingOutcome trained, Instant begun) {
        DemoReport report = new DemoReport(
                settings.run().id().value(),
                trained.last().step(),
                seconds(Duration.between(begun, clock.instant())),
                before.standing(),
                after.standing(),
                Account.of(trained.last().accounting()),
                new Weights(trained.last().step() + 1L, trained.appliedMaxLag().toMillis()),
                Reshaping.of(settings.reshaping().method(), trained),
                trained.throughput());
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
