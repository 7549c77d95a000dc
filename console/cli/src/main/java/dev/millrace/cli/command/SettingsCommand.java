package dev.millrace.cli.command;

import dev.millrace.runtime.config.ConfigLoader;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.MisspeltProperties;
import dev.millrace.runtime.config.SettingsReference;
import dev.millrace.runtime.log.RunLog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands with settings share: the config file, overrides over it, and a look at the result. */
@Command(
        mixinStandardHelpOptions = true,
        sortOptions = false,
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n")
abstract class SettingsCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            order = 90,
            description = "YAML file of settings; what it leaves out has its default.")
    private @Nullable Path config;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            order = 91,
            description = "One setting over the file's, for instance -s learner.optimizer.lr=1e-4. May be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--dry-run",
            order = 92,
            description = "Check all settings, print them resolved as YAML, and do nothing else.")
    private boolean dryRun;

    @Option(
            names = "--verbose",
            order = 93,
            description = "Show the log in the terminal, and the stack trace of an error.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public final Integer call() throws Exception {
        if (verbose) {
            RunLog.verbose();
        }
        ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();
        List<String> all = new ArrayList<>(shortcuts());
        all.addAll(overrides);
        warn(loader.literalSecrets(overrides).stream()
                .map(key -> "-s " + key + " shows the secret to all who list processes;"
                        + " refer to it instead, by ${env:NAME} or ${file:PATH}")
                .toList());
        MillraceConfig resolved =
                loader.load(presets(), Optional.ofNullable(config).or(this::ownConfig), all);
        warn(MisspeltProperties.of(resolved.kafka().properties()));
        warn(resolved.warnings());
        check(resolved);
        if (dryRun) {
            out().print(SettingsReference.of(resolved).comment(loader.toYaml(resolved)));
            out().flush();
            return 0;
        }
        return run(resolved);
    }

    private void warn(List<String> lines) {
        lines.forEach(line -> err().println("warning: " + line));
        err().flush();
    }

    /**
     * Refuses settings that this command could not do what it is asked for with: before anything starts, and in a dry run too.
     *
     * @throws dev.millrace.schemas.failure.UsageException saying why in one line
     */
    void check(MillraceConfig settings) {}

    /** Runs the command; gives its exit code. */
    abstract int run(MillraceConfig settings) throws Exception;

    /**
     * The settings with further overrides over all others.
     *
     * @throws dev.millrace.runtime.config.ConfigException naming the override that is wrong
     */
    MillraceConfig resolve(List<String> further) {
        List<String> all = new ArrayList<>(shortcuts());
        all.addAll(overrides);
        all.addAll(further);
        return MillraceConfig.loader()
                .load(presets(), Optional.ofNullable(config).or(this::ownConfig), all);
    }

    /** Settings that this command has instead of the defaults; a config file may change them. */
    List<String> presets() {
        return List.of();
    }

    /** The config file that is read where {@code --config} names none. */
    Optional<Path> ownConfig() {
        return Optional.empty();
    }

    /** Overrides that the command's own options stand for, such as {@code run.seed} for {@code --seed}. */
    List<String> shortcuts() {
        return List.of();
    }

    boolean isVerbose() {
        return verbose;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The arguments of this command line by which another command reads the same settings. */
    final List<String> settingsArguments() {
        List<String> arguments = new ArrayList<>();
        Optional.ofNullable(config).or(this::ownConfig).ifPresent(file -> {
            arguments.add("--config");
            arguments.add(file.toString());
        });
        Stream.concat(shortcuts().stream(), overrides.stream()).forEach(override -> {
            arguments.add("-s");
            arguments.add(override);
        });
        return arguments;
    }
}
