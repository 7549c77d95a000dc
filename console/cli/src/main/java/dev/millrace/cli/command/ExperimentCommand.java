package dev.millrace.cli.command;

import dev.millrace.audit.ReportJson;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.experiment.Cell;
import dev.millrace.cli.experiment.CellMeasure;
import dev.millrace.cli.experiment.CellResult;
import dev.millrace.cli.experiment.CellRunner;
import dev.millrace.cli.experiment.ExperimentData;
import dev.millrace.cli.experiment.ExperimentResults;
import dev.millrace.cli.experiment.MadeBase;
import dev.millrace.cli.experiment.Matrix;
import dev.millrace.cli.experiment.MeasuredAnswers;
import dev.millrace.cli.experiment.ResultJson;
import dev.millrace.cli.experiment.ResultLog;
import dev.millrace.cli.experiment.TokenCheck;
import dev.millrace.cli.experiment.TokenCounts;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.ConfigLoader;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.log.RunLog;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.workers.DependencyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code experiment}. */
@Command(
        name = "experiment",
        description = {
            "Run a matrix of settings, data and seeds, each cell a demo run or the supervised training it is held against, and"
                    + " compare the held-out accuracies.",
            "Results are appended to results.jsonl in the folder of --out; started again, the same command goes on with"
                    + " the cells that are not there. Leaves a table (summary.md) and plots."
        })
public final class ExperimentCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(60);

    @Parameters(
            paramLabel = "EXPERIMENT",
            description =
                    "credit for the one about token credit, long-credit for that of answers that are mostly language, lvrpo for the"
                            + " ablations of rewards and groups, baselines for what LVRPO is held against, editing for a policy that"
                            + " can edit, prior for one that has nearly always seen the same, referee for one that learns, sizes for"
                            + " three sizes of the policy, objectives for the surrogates of the policy gradient, small-qwen for a small"
                            + " Qwen2.5-VL, or a YAML file with name, task, policy, base or bases, data, steps, seeds, threshold, common,"
                            + " settings, supervised and tokens.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String experiment;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results. Default: runs/experiments/NAME")
    private @Nullable Path out;

    @Option(
            names = "--data",
            paramLabel = "NAME=TRAIN,TEST",
            description =
                    "Two data sets under a name, scenes for drawn ones, against-prior for drawn ones whose images go against a"
                            + " prior, or others-images or no-images for scenes that are asked about with another image, or none. May be"
                            + " repeated. Default: the experiment's own, or scenes")
    private List<String> data = new ArrayList<>();

    @Mixin
    private DataOptions reading = new DataOptions();

    @Override
    List<String> shortcuts() {
        return reading.shortcuts();
    }

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps of each run, instead of the matrix's.")
    private @Nullable Integer steps;

    @Option(names = "--seeds", paramLabel = "N", split = ",", description = "Seeds, instead of the matrix's.")
    private List<Long> seeds = new ArrayList<>();

    @Option(names = "--only", paramLabel = "SETTING", split = ",", description = "Only these settings of the matrix.")
    private Set<String> only = new LinkedHashSet<>();

    @Option(
            names = "--bases",
            paramLabel = "NAME",
            split = ",",
            description = "Only these of the policies that the experiment makes, where it makes several.")
    private Set<String> bases = new LinkedHashSet<>();

    @Option(
            names = "--tokens-only",
            description = "Train nothing: hold the tokens that the settings amplify to what the scenes show, under the"
                    + " policy of policy.checkpoint.")
    private boolean tokensOnly;

    @Option(
            names = "--measure",
            paramLabel = "WHAT",
            split = ",",
            description =
                    "Also measure of each cell: gradient-noise (how far the gradients of the two halves of a batch point apart,"
                            + " of tokens that name what is seen and of the others) and prior-drift (how far the policy has moved where it"
                            + " sees nothing). Default: neither")
    private Set<String> measure = new LinkedHashSet<>();

    @Option(names = "--table-only", description = "Train nothing: table and plots of the results so far.")
    private boolean tableOnly;

    /** Those of a demo of the same task and policy. */
    @Override
    List<String> presets() {
        return Matrix.read(experiment).presets();
    }

    /** A misspelt key in the last cell is found before the first one runs. */
    @Override
    void check(MillraceConfig given) {
        Matrix matrix = matrix();
        matrix.cells(prompts(matrix))
                .subList(0, matrix.settings().size())
                .forEach(cell -> CellRunner.check(CellRunner.settings(given, cell, matrix.steps()), measures()));
    }

    private Matrix matrix() {
        return Matrix.read(experiment).with(steps, seeds, only).withBases(bases);
    }

    private List<ExperimentData> prompts(Matrix matrix) {
        return data.isEmpty()
                ? List.of(matrix.ownData())
                : data.stream().map(ExperimentData::parse).toList();
    }

    @Override
    int run(MillraceConfig given) throws IOException, InterruptedException {
        Matrix matrix = matrix();
        List<ExperimentData> prompts = prompts(matrix);
        List<Cell> cells = matrix.cells(prompts);
        Path folder = out == null ? Path.of("runs", "experiments", matrix.name()) : out;
        Files.createDirectories(folder);
        RunLog.toFile(folder.resolve("experiment.log"));
        PolicyEngine.prepare(EngineSettings.of(given.policy().compute()));
        if (tokensOnly) {
            Optional<MillraceConfig> begun = withBase(given, matrix, Cell.ONLY_BASE, folder);
            if (begun.isEmpty()) {
                return StopSignal.EXIT_CODE;
            }
            write(ReportJson.of(checkTokens(begun.get(), matrix, prompts, folder)));
            return 0;
        }
        ResultLog log = new ResultLog(folder.resolve("results.jsonl"));
        boolean finished = tableOnly || runCells(given, matrix, cells, folder, log);
        List<CellResult> results = log.read();
        if (!results.isEmpty()) {
            ExperimentResults.write(folder, results, matrix.threshold()).forEach(this::say);
        }
        say("results in " + folder);
        write(ResultJson.of(matrix, folder, results, finished));
        return finished ? 0 : StopSignal.EXIT_CODE;
    }

    private Set<CellMeasure> measures() {
        return measure.stream().map(CellMeasure::of).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The settings with a policy that the experiment makes itself, if it makes one; empty if it was stopped. */
    private Optional<MillraceConfig> withBase(MillraceConfig settings, Matrix matrix, String name, Path folder)
            throws IOException {
        List<String> made = matrix.madeBases().get(name);
        if (made == null) {
            return Optional.of(settings);
        }
        Thread making = Thread.currentThread();
        try (StopSignal signal = StopSignal.install(STOP)) {
            signal.onRequest(making::interrupt);
            return Optional.of(MadeBase.in(folder, name, made, settings, this::say));
        } catch (InterruptedException e) {
            say("stopped; the same command goes on with the base");
            return Optional.empty();
        }
    }

    /** Runs what has no result yet, seed by seed and base by base; false if it was stopped. */
    private boolean runCells(MillraceConfig given, Matrix matrix, List<Cell> cells, Path folder, ResultLog log)
            throws IOException, InterruptedException {
        Set<String> done = log.read().stream().map(CellResult::cell).collect(Collectors.toSet());
        List<Cell> left =
                cells.stream().filter(cell -> !done.contains(cell.id())).toList();
        say(cells.size() + " cells of " + matrix.steps() + " steps, " + left.size() + " to run");
        Map<String, MillraceConfig> begun = new HashMap<>();
        for (Cell cell : left) {
            if (!begun.containsKey(cell.base())) {
                Optional<MillraceConfig> settings = withBase(given, matrix, cell.base(), folder);
                if (settings.isEmpty()) {
                    return false;
                }
                begun.put(cell.base(), settings.get());
            }
        }
        Map<String, CellRunner> runners = new HashMap<>();
        try (StopSignal signal = StopSignal.install(STOP)) {
            begun.forEach((base, settings) -> runners.put(
                    base,
                    new CellRunner(
                            settings,
                            matrix.demoTask(),
                            folder.resolve("cells"),
                            signal,
                            Clock.systemUTC(),
                            measures())));
            for (Cell cell : left) {
                Optional<CellResult> result =
                        Objects.requireNonNull(runners.get(cell.base())).run(cell, matrix.steps());
                if (result.isEmpty()) {
                    say("stopped; the same command goes on from here");
                    return false;
                }
                log.append(result.get());
                say(String.format(
                        Locale.ROOT,
                        "%s: %.3f to %.3f in %.0f s",
                        cell.id(),
                        result.get().before(),
                        result.get().after(),
                        result.get().wallSeconds()));
            }
            return true;
        }
    }

    /** Counts of each setting, by data set. */
    private Map<String, Map<String, TokenCounts>> checkTokens(
            MillraceConfig settings, Matrix matrix, List<ExperimentData> prompts, Path folder) {
        Map<String, Map<String, TokenCounts>> byData = new LinkedHashMap<>();
        for (ExperimentData source : prompts) {
            DemoData heldOut = DemoData.of(settings, Optional.empty(), source.heldOut(), false);
            Map<String, TokenCounts> counts = new LinkedHashMap<>();
            Map<DependencyConfig, MeasuredAnswers> measured = new HashMap<>();
            try (RolloutEngine engine = Policies.open(
                    Policies.find(settings.policy()), settings.policy().compute())) {
                TokenCheck check = new TokenCheck(engine.format(), CellRunner.truth(settings, source));
                matrix.tokenSettings().forEach((name, overrides) -> {
                    MillraceConfig own =
                            new ConfigLoader<>(MillraceConfig.class, settings).load(Optional.empty(), overrides);
                    MeasuredAnswers answers = measured.computeIfAbsent(
                            own.worker().dependency(), way -> MeasuredAnswers.of(own, engine, heldOut.heldOut()));
                    counts.put(name, check.check(Reshaper.of(own.reshaping()), answers));
                });
            }
            ExperimentResults.writeTokens(folder, source.name(), counts).forEach(this::say);
            byData.put(source.name(), counts);
        }
        return byData;
    }
}
