package dev.millrace.cli.command;

import dev.millrace.cli.demo.DemoFolder;
import dev.millrace.cli.demo.WayBack;
import dev.millrace.cli.up.JavaLaunch;
import dev.millrace.cli.up.OwnAddresses;
import dev.millrace.cli.up.Supervisor;
import dev.millrace.cli.up.TerminalLines;
import dev.millrace.cli.up.UpPlan;
import dev.millrace.cli.up.UpProcess;
import dev.millrace.monitoring.monitor.Terminal;
import dev.millrace.policy.Ability;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.topology.StreamsRoleConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code up}. */
@Command(
        name = "up",
        description = {
            "Run all roles of a run as processes of their own, in one terminal: each line begins with who says it.",
            "Where no broker is configured, one is started on this machine, with its topics and schemas.",
            "What fails is started again, five times in a row at most. Ctrl-C ends all in order, as the learner's last step does."
                    + " The same command again goes on with the run."
        })
public final class UpCommand extends SettingsCommand {

    private static final Duration STOP = Duration.ofMinutes(4);

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Folder of the run: data of its broker, checkpoints, logs. One that was begun goes on with its settings. Default: runs/RUN_ID")
    private @Nullable Path run;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Data set that is fed, round after round. Default: none; see prompts publish")
    private @Nullable Path data;

    @Option(
            names = "--eval",
            paramLabel = "FILE",
            description =
                    "Data set of held-out prompts, on which an evaluator judges the versions of the run, see evaluate"
                            + " --follow. Default: none")
    private @Nullable Path eval;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many workers sample. Default: ${DEFAULT-VALUE}")
    private int workers;

    @Option(
            names = "--local",
            description = "Start a broker and a registry on this machine, at kafka.bootstrap and kafka.registry.")
    private boolean local;

    @Option(names = "--no-page", description = "Serve no live page.")
    private boolean noPage;

    @Override
    List<String> presets() {
        return List.of("page.port=8080");
    }

    /** A run that was begun goes on with its own settings. */
    @Override
    Optional<Path> ownConfig() {
        return Optional.ofNullable(run).flatMap(RunData::config);
    }

    @Override
    void check(MillraceConfig settings) {
        Policies.requireTrainable(settings.policy(), settings.learner().training());
        Policies.requireMeasurable(settings);
    }

    @Override
    int run(MillraceConfig asked) throws InterruptedException {
        checkArguments();
        Path folder = run == null ? Path.of("runs", asked.run().id().value()) : run;
        if (DemoFolder.isAt(folder)) {
            throw new UsageException(folder + " holds a demo; give another folder with --run");
        }
        OwnAddresses addresses = OwnAddresses.of(asked.kafka());
        boolean own = local || addresses.isNothingConfigured() && !addresses.isAnswered();
        UpPlan plan = new UpPlan(
                folder,
                arguments(asked, folder),
                own ? Optional.of(addresses.broker()) : Optional.empty(),
                scorers(asked),
                workers,
                Optional.ofNullable(data).map(Path::toString),
                Optional.ofNullable(eval).map(Path::toString),
                !noPage);
        MillraceConfig settings = settings(asked, folder, plan);
        save(settings, folder);
        List<String> names = plan.processes().stream().map(UpProcess::name).toList();
        TerminalLines terminal = new TerminalLines(out(), Terminal.here().colours(), names);
        terminal.say("run " + asked.run().id() + " in " + folder + ": " + String.join(", ", names)
                + (own ? "" : ", on the broker at " + settings.kafka().bootstrap()) + "; Ctrl-C ends all");
        if (data == null) {
            terminal.say("no prompts are fed: give --data, or ./millrace prompts publish FILE --loop");
        }
        try (StopSignal signal = StopSignal.install(STOP)) {
            Supervisor supervisor = new Supervisor(plan.processes(), new JavaLaunch(), terminal, Clock.systemUTC());
            signal.onRequest(supervisor::stop);
            int code = supervisor.run();
            if (own) {
                WayBack.lines(settings, folder).forEach(terminal::say);
            }
            return code;
        }
    }

    private void checkArguments() {
        if (workers < 1) {
            throw new UsageException("--workers must be at least 1, not " + workers);
        }
        requireThere(data);
        requireThere(eval);
    }

    private static void requireThere(@Nullable Path file) {
        if (file != null && !Files.exists(file)) {
            throw new UsageException("there is no data set " + file.toAbsolutePath());
        }
    }

    /** What every process is told; the state of the streams lies in the run's folder unless it was set. */
    private List<String> arguments(MillraceConfig asked, Path folder) {
        List<String> arguments = new ArrayList<>(settingsArguments());
        if (isDefaultState(asked)) {
            arguments.addAll(List.of("-s", "streams.state_dir=" + folder.resolve("streams")));
        }
        return arguments;
    }

    private static boolean isDefaultState(MillraceConfig asked) {
        return asked.streams().stateDir().equals(StreamsRoleConfig.defaults().stateDir());
    }

    /** Those that a weight counts and that judge what the policy can do. */
    private static List<String> scorers(MillraceConfig asked) {
        Set<String> names = new LinkedHashSet<>(asked.scorersOf(OutputKind.TEXT));
        if (Policies.describe(Policies.find(asked.policy())).can(Ability.DRAWS)) {
            names.addAll(asked.scorersOf(OutputKind.IMAGE));
        }
        return List.copyOf(names);
    }

    private static MillraceConfig settings(MillraceConfig asked, Path folder, UpPlan plan) {
        MillraceConfig placed = plan.broker()
                .map(broker -> asked.with(broker.at(asked.kafka())))
                .orElse(asked);
        return placed.within(
                folder.resolve("checkpoints"),
                isDefaultState(asked)
                        ? folder.resolve("streams")
                        : asked.streams().stateDir());
    }

    private static void save(MillraceConfig settings, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UsageException("cannot make the folder " + folder.toAbsolutePath() + ": " + e, e);
        }
        MillraceConfig.loader().save(settings, folder.resolve("config.yaml"));
    }
}
