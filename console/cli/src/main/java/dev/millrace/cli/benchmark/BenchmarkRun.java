package dev.millrace.cli.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.io.Closing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A policy takes a benchmark. Owns its judges until it is closed. Belongs to one thread. */
public final class BenchmarkRun implements AutoCloseable {

    private final MillraceConfig settings;
    private final Benchmark benchmark;
    private final Path folder;
    private final List<BenchmarkJudge> judges;
    private final Optional<String> judge;

    private BenchmarkRun(
            MillraceConfig settings,
            Benchmark benchmark,
            Path folder,
            List<BenchmarkJudge> judges,
            Optional<String> judge) {
        this.settings = settings;
        this.benchmark = benchmark;
        this.folder = folder;
        this.judges = judges;
        this.judge = judge;
    }

    /**
     * Prepares one, so that what is wrong with the judge is known before anything is answered.
     *
     * @param folder where answers and images go
     * @param judge name of a scorer of the type {@code llm_judge}; empty for rules, where the benchmark has some
     * @throws UsageException if there is no such judge, or it can judge nothing of this benchmark
     */
    public static BenchmarkRun of(
            MillraceConfig settings, Benchmark benchmark, Path folder, Optional<String> judge, Clock clock) {
        boolean questions = benchmark instanceof QuestionBenchmark;
        List<Criterion> criteria =
                benchmark instanceof ImageBenchmark images ? images.criteria() : List.of(Criterion.SAME);
        if (judge.isPresent() && criteria.isEmpty()) {
            throw new UsageException("--judge does not go with " + benchmark.label()
                    + ", which a detector judges; its own script reads what is written");
        }
        List<BenchmarkJudge> judges = new ArrayList<>();
        try {
            judge.ifPresent(name -> criteria.forEach(
                    criterion -> judges.add(BenchmarkJudge.of(settings, name, criterion, questions, clock))));
        } catch (RuntimeException e) {
            Closing.after(e, judges.toArray(AutoCloseable[]::new));
            throw e;
        }
        return new BenchmarkRun(settings, benchmark, folder, List.copyOf(judges), judge);
    }

    /**
     * Takes it, and writes what it leaves.
     *
     * @param progress hears how many rows are done, and may throw to end it
     * @throws InterruptedException if the calling thread is interrupted
     */
    public BenchmarkReport take(RolloutEngine engine, List<DatasetEntry> rows, Evaluator.Progress progress)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        if (benchmark instanceof ImageBenchmark images) {
            ImageRun run = new ImageRun(images, settings.worker().drawing(), folder, judges);
            return report(rows, run.take(engine, rows, progress), images.judgedBy(folder), judge.orElse(""));
        }
        QuestionBenchmark questions = (QuestionBenchmark) benchmark;
        QuestionRun run = new QuestionRun(questions, settings, judges);
        List<BenchmarkAnswer> answers = run.take(engine, rows, progress);
        return report(
                rows,
                answers.stream().map(BenchmarkAnswer::verdict).toList(),
                questions.write(folder, answers),
                judge.orElse(QuestionRun.RULE));
    }

    private BenchmarkReport report(
            List<DatasetEntry> rows, List<BenchmarkVerdict> verdicts, String note, String judgedBy) throws IOException {
        if (judgedBy.isEmpty()) {
            return new BenchmarkReport(
                    benchmark, rows.size(), "", BenchmarkReport.means(List.of(), List.of()), 0, note);
        }
        List<ObjectNode> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(BenchmarkFiles.verdict(rows.get(i), verdicts.get(i)));
        }
        BenchmarkFiles.lines(folder.resolve("verdicts.jsonl"), lines);
        int unjudged = (int)
                verdicts.stream().filter(verdict -> verdict.value().isEmpty()).count();
        return new BenchmarkReport(
                benchmark, rows.size(), judgedBy, BenchmarkReport.means(rows, verdicts), unjudged, note);
    }

    @Override
    public void close() {
        Closing.all(judges);
    }
}
