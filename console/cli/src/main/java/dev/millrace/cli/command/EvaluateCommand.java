package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.benchmark.Benchmark;
import dev.millrace.cli.benchmark.BenchmarkReport;
import dev.millrace.cli.benchmark.BenchmarkRows;
import dev.millrace.cli.benchmark.BenchmarkRun;
import dev.millrace.cli.data.Datasets;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.evaluate.DrawingTable;
import dev.millrace.cli.evaluate.Evaluation;
import dev.millrace.cli.evaluate.EvaluationTable;
import dev.millrace.cli.follow.Examination;
import dev.millrace.cli.follow.Examined;
import dev.millrace.cli.sheet.ContactSheet;
import dev.millrace.policy.Ability;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.AveragedPolicy;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code evaluate}. */
@Command(
        name = "evaluate",
        description = {
            "Let a policy answer the questions of a data set greedily and draw four images to each prompt that asks"
                    + " for one, and print how often it is right, by category.",
            "Without --data it is asked about held-out scenes in the shifted style, as the demo does.",
            "With --follow it is a role of a run: it judges the newest version of the weights on the log, publishes what"
                    + " came of it to the topic evaluations, and takes the next, until Ctrl-C.",
            "With --benchmark it takes a benchmark of others by its file."
        })
public final class EvaluateCommand extends PrintingCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "CHECKPOINT",
            description =
                    "Folder of a checkpoint, a folder of checkpoints (the newest is meant), or the name of a policy"
                            + " that ships with Millrace: base, editor or small-qwen. None with --follow.")
    private @Nullable String checkpoint;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Data set with answers, or rules for images: JSONL or Parquet.")
    private @Nullable Path data;

    @Option(names = "--skip-bad", description = "Leave out wrong rows, instead of stopping at the first.")
    private boolean skipBad;

    @Mixin
    private DataOptions reading = new DataOptions();

    @Override
    List<String> shortcuts() {
        return reading.shortcuts();
    }

    @Option(
            names = "--scenes",
            paramLabel = "N",
            defaultValue = "420",
            description = "Number of held-out scenes, where there is no --data. Default: ${DEFAULT-VALUE}")
    private int scenes;

    @Option(
            names = "--drawings",
            paramLabel = "N",
            defaultValue = "0",
            description = "Held-out prompts of each category that ask for images, where there is no --data."
                    + " Default: ${DEFAULT-VALUE}")
    private int drawings;

    @Option(
            names = "--average",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Judge the mean of the weights of the last N checkpoints of a folder, or with --follow of the last"
                            + " N versions that are due. Full weights only. Default: ${DEFAULT-VALUE}, which is the policy itself")
    private int average;

    @Option(names = "--sheet", paramLabel = "FILE", description = "Also write a contact sheet of the images, as PNG.")
    private @Nullable Path sheet;

    @Mixin
    private BenchmarkOptions benchmark = new BenchmarkOptions();

    @Mixin
    private FollowOptions follow = new FollowOptions();

    @Override
    int run(MillraceConfig settings) throws Exception {
        if (average < 1) {
            throw new UsageException("--average must be at least 1, not " + average);
        }
        benchmark.check();
        follow.check(benchmark.isAsked());
        if (benchmark.isAsked()) {
            return takeBenchmark(settings);
        }
        return follow.isAsked() ? follow(settings) : evaluate(settings);
    }

    private int takeBenchmark(MillraceConfig settings) throws IOException, InterruptedException {
        if (checkpoint == null || data != null || sheet != null || average != 1 || follow.isAsked()) {
            throw new UsageException("--benchmark NAME FILE goes with a CHECKPOINT, and with none of --data, --sheet,"
                    + " --average and --follow");
        }
        Benchmark taken = benchmark.benchmark();
        Path folder = follow.folder(Path.of("runs", "benchmarks", taken.label()));
        OutFolder.requireEmpty(folder);
        ModelSource policy = Policies.find(checkpoint, settings.policy());
        List<DatasetEntry> rows =
                BenchmarkRows.read(settings, policy, taken, benchmark.file(), skipBad, benchmark.most());
        Clock clock = Clock.systemUTC();
        BenchmarkReport report;
        try (BenchmarkRun run = BenchmarkRun.of(settings, taken, folder, benchmark.judge(), clock);
                RolloutEngine engine = Policies.open(policy, settings.policy().compute())) {
            report = run.take(engine, rows, benchmark.progress(out(), clock));
        }
        report.lines().forEach(this::say);
        print(report.json());
        return report.isUnjudged() ? 1 : 0;
    }

    private int follow(MillraceConfig settings) throws Exception {
        if (checkpoint != null || sheet != null) {
            throw new UsageException((checkpoint != null ? "CHECKPOINT" : "--sheet")
                    + " does not go with --follow, which judges the versions of run "
                    + settings.run().id());
        }
        ModelSource policy = Policies.sampledBy(settings.worker().engine(), Policies.find(settings.policy()));
        Examination examination =
                examination(settings, policy, settings.policy().checkpoint());
        EvaluatorLines lines = new EvaluatorLines(out(), isJsonAsked() ? Optional.of(jsonLines()) : Optional.empty());
        return FollowedRun.of(settings, follow.config(settings, average), examination, policy, lines)
                .run(settings, follow.folder(settings), out());
    }

    private int evaluate(MillraceConfig settings) {
        if (checkpoint == null) {
            throw new UsageException("give the CHECKPOINT to evaluate, or --follow for the versions of a run");
        }
        ModelSource policy = Policies.find(checkpoint, settings.policy());
        Examination examination = examination(settings, policy, checkpoint);
        if (sheet != null && !examination.asksForImages()) {
            throw new UsageException(
                    "--sheet shows images, but no prompt asks for one; give --data with such prompts, or --drawings");
        }
        Examined examined;
        try (RolloutEngine engine = average == 1
                ? Policies.open(policy, settings.policy().compute())
                : AveragedPolicy.open(Path.of(checkpoint), average, settings.policy())) {
            examined = examination.take(engine, (done, all) -> {});
        }
        if (!examined.answers().isEmpty()) {
            EvaluationTable.of(Evaluation.ofAnswers(examined.answers())).forEach(out()::println);
        }
        DrawingTable.of(examined.drawings()).forEach(out()::println);
        out().flush();
        print(toJson(checkpoint, examined));
        if (sheet != null) {
            ContactSheet.write(List.of(new ContactSheet.Column(checkpoint, examined.drawings())), sheet);
        }
        return 0;
    }

    private Examination examination(MillraceConfig settings, ModelSource policy, String name) {
        Examination examination = Examination.of(settings, entries(settings, policy));
        if (examination.asksForImages() && !Policies.describe(policy).can(Ability.DRAWS)) {
            throw new UsageException(
                    name + " only answers, but " + examination.drawings().size() + " prompts ask for images");
        }
        return examination;
    }

    private List<DatasetEntry> entries(MillraceConfig settings, ModelSource policy) {
        if (data == null) {
            List<DatasetEntry> asked =
                    ScenePrompts.of(Policies.describe(policy)).heldOut(scenes);
            return Stream.concat(asked.stream(), DrawingPrompts.ALL.heldOut(drawings).stream())
                    .toList();
        }
        List<DatasetEntry> judged = Datasets.entries(settings, policy, data, skipBad).stream()
                .filter(entry -> Datasets.isAnswerable(entry) || Datasets.isDrawable(entry))
                .toList();
        if (judged.isEmpty()) {
            throw new UsageException(data + " has no prompt of the task understanding with an answer, and none of the"
                    + " tasks generation or editing with rules");
        }
        return judged;
    }

    private ObjectNode toJson(String name, Examined examined) {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("checkpoint", name);
        root.put("data", data == null ? "scenes" : data.toString());
        if (average > 1) {
            root.put("average", average);
        }
        examined.families().forEach((family, evaluation) -> {
            if (family.equals(Examined.ANSWERS)) {
                root.put("prompts", evaluation.total().all());
                put(root, evaluation.overall(), evaluation);
            } else {
                ObjectNode node = root.putObject(family);
                node.put("images", evaluation.total().all());
                put(node, evaluation.categoryMean(), evaluation);
            }
        });
        return root;
    }

    private static void put(ObjectNode node, double overall, Evaluation evaluation) {
        node.put("overall", overall);
        ObjectNode categories = node.putObject("categories");
        evaluation.categories().forEach(categories::put);
    }
}
