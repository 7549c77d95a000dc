package dev.millrace.cli.command;

import dev.millrace.cli.demo.Demo;
import dev.millrace.cli.demo.DemoConsole;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoFolder;
import dev.millrace.cli.demo.DemoReport;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.cli.demo.WayBack;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.monitoring.monitor.Terminal;
import dev.millrace.policy.Ability;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.log.RunLog;
import dev.millrace.runtime.memory.PublishingCheck;
import dev.millrace.runtime.memory.RunMemory;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.ShippedPolicy;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}. */
@Command(
        name = "demo",
        description = {
            "Run the whole loop on this machine: an embedded broker and registry, a worker, the scorers,"
                    + " the streams and the learner, with an evaluation on held-out prompts before and after.",
            "Leaves report.json (--json writes it elsewhere too), checkpoints, the log and the resolved configuration in the folder of --out."
        })
public final class DemoCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(60);

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results; that of an earlier demo is replaced. Default: runs/RUN_ID")
    private @Nullable Path out;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Optimizer steps, learner.total_steps. Default: 240, of mixed 220")
    private @Nullable Integer steps;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the run, run.seed. Default: 1")
    private @Nullable Long seed;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "Data set to train on: JSONL or Parquet. Default: drawn scenes in a style the base policy has not seen")
    private @Nullable Path trainingData;

    @Option(
            names = "--eval",
            paramLabel = "FILE",
            description = "Data set of held-out prompts. Default: 420 drawn scenes that no run trains on")
    private @Nullable Path eval;

    @Option(names = "--skip-bad", description = "Leave out wrong rows, instead of stopping at the first.")
    private boolean skipBad;

    @Mixin
    private DataOptions data = new DataOptions();

    @Option(
            names = "--task",
            paramLabel = "TASK",
            defaultValue = "understanding",
            description = "What the policy is asked for: understanding, or mixed for answers and images.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private DemoTask task;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "Policy to begin with, policy.checkpoint: a folder, or one that ships with Millrace: base,"
                    + " editor, or small-qwen, which brings settings of its own. Default: base, and editor of a"
                    + " mixed demo")
    private @Nullable String policy;

    @Option(
            names = "--page-port",
            paramLabel = "PORT",
            description = "Port of the live page, page.port; by default a free one, which is printed.")
    private @Nullable Integer pagePort;

    @Option(names = "--no-page", description = "Serve no live page.")
    private boolean noPage;

    @Option(
            names = "--follow-evaluation",
            description =
                    "Also judge the newest version on a third of the held-out prompts, over and over, while it trains."
                            + " It takes computing time from the training.")
    private boolean followEvaluation;

    @Option(names = "--plain", description = "Print a line now and then, instead of a display that redraws itself.")
    private boolean plain;

    @Override
    List<String> presets() {
        List<String> presets = new ArrayList<>(task.presets());
        ShippedPolicy.named(policy == null ? "" : policy).ifPresent(shipped -> presets.addAll(shipped.presets()));
        return presets;
    }

    @Override
    List<String> shortcuts() {
        List<String> shortcuts = new ArrayList<>(data.shortcuts());
        if (policy != null) {
            shortcuts.add("policy.checkpoint=" + policy);
        }
        if (steps != null) {
            shortcuts.add("learner.total_steps=" + steps);
        }
        if (seed != null) {
            shortcuts.add("run.seed=" + seed);
        }
        if (pagePort != null) {
            shortcuts.add("page.port=" + pagePort);
        }
        return shortcuts;
    }

    @Override
    void check(MillraceConfig settings) {
        Policies.requireTrainable(settings.policy(), settings.learner().training());
        Policies.requireMeasurable(settings);
        ModelSource policy = Policies.files(settings.policy());
        PublishingCheck.require(policy, settings);
        RunMemory.require(policy, settings, 1, true);
    }

    @Override
    int run(MillraceConfig asked) throws InterruptedException {
        if (asked.learner().totalSteps() == 0) {
            throw new UsageException("a demo has an end: learner.total_steps must be above 0; give --steps");
        }
        ModelSource base = Policies.find(asked.policy());
        DemoData demoData = data(asked, base);
        Path path = out == null ? Path.of("runs", asked.run().id().value()) : out;
        DemoFolder folder = DemoFolder.claim(path);
        MillraceConfig settings = asked.within(folder.checkpoints(), folder.streamsState());
        MillraceConfig.loader().save(settings, folder.config());
        RunLog.toFile(folder.log());
        Terminal terminal = Terminal.here();
        boolean inPlace = !plain && !isVerbose() && terminal.inPlace();
        if (inPlace) {
            RunLog.leaveTerminal();
        }
        DemoConsole console = new DemoConsole(out(), inPlace, terminal.columns());
        console.line("millrace " + task.label() + " demo: run " + settings.run().id() + ", seed "
                + settings.run().seed() + ", " + settings.learner().totalSteps() + " steps, results in " + path);
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        // The folder is marked before the signal lets the process go.
        try (StopSignal signal = StopSignal.install(STOP);
                DemoFolder claimed = folder) {
            Optional<DemoReport> report = new Demo(
                            settings, claimed, demoData, console, signal, !noPage, followEvaluation, Clock.systemUTC())
                    .run(base);
            if (report.isEmpty()) {
                console.line("stopped; nothing was reported");
            }
            if (Files.isDirectory(folder.data())) {
                WayBack.lines(settings, path).forEach(console::line);
            }
            report.ifPresent(finished -> write(finished.toJson()));
            return report.isPresent() ? 0 : StopSignal.EXIT_CODE;
        }
    }

    private DemoData data(MillraceConfig asked, ModelSource base) {
        if (task == DemoTask.MIXED && !Policies.describe(base).can(Ability.DRAWS)) {
            throw new UsageException("policy.checkpoint " + asked.policy().checkpoint()
                    + " only answers; a mixed demo needs a policy that draws");
        }
        return task.data(asked, Optional.ofNullable(trainingData), Optional.ofNullable(eval), skipBad);
    }
}
