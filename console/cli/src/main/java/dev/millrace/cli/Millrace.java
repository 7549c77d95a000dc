package dev.millrace.cli;

import dev.millrace.cli.command.AclsCommand;
import dev.millrace.cli.command.AuditCommand;
import dev.millrace.cli.command.BenchCommand;
import dev.millrace.cli.command.CompareCommand;
import dev.millrace.cli.command.CompletionCommand;
import dev.millrace.cli.command.ConfigCommand;
import dev.millrace.cli.command.DeadLettersCommand;
import dev.millrace.cli.command.DemoCommand;
import dev.millrace.cli.command.DoctorCommand;
import dev.millrace.cli.command.EvaluateCommand;
import dev.millrace.cli.command.ExperimentCommand;
import dev.millrace.cli.command.ExportCommand;
import dev.millrace.cli.command.FormerOptions;
import dev.millrace.cli.command.HelpOfCommand;
import dev.millrace.cli.command.LearnCommand;
import dev.millrace.cli.command.LocalCommand;
import dev.millrace.cli.command.ModelsCommand;
import dev.millrace.cli.command.PageCommand;
import dev.millrace.cli.command.PretrainCommand;
import dev.millrace.cli.command.PromptsCommand;
import dev.millrace.cli.command.QuotasCommand;
import dev.millrace.cli.command.ReplayCommand;
import dev.millrace.cli.command.RunsCommand;
import dev.millrace.cli.command.SchemasCommand;
import dev.millrace.cli.command.ScoreCommand;
import dev.millrace.cli.command.ScorersCommand;
import dev.millrace.cli.command.ShowCommand;
import dev.millrace.cli.command.StoreCommand;
import dev.millrace.cli.command.StreamsCommand;
import dev.millrace.cli.command.TopicsCommand;
import dev.millrace.cli.command.UpCommand;
import dev.millrace.cli.command.WatchCommand;
import dev.millrace.cli.command.WorkerCommand;
import dev.millrace.cli.failure.LostOutput;
import dev.millrace.cli.up.ParentWatch;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.client.DecodingLimits;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.failure.Uncaught;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.secret.Redaction;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: parses the command line, runs one command, turns its end into an exit code. */
@Command(
        name = "millrace",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Streaming online reinforcement learning for vision-language policies on Apache Kafka.",
            "",
            "Start with \"millrace demo\": the whole loop on this machine, in a few minutes."
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, or its output could not be written",
            "2:bad usage or configuration",
            "3:out of memory",
            "130:stopped by Ctrl-C",
            "141:whoever read its output closed the pipe",
            "143:stopped by SIGTERM"
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            LocalCommand.class,
            TopicsCommand.class,
            SchemasCommand.class,
            AclsCommand.class,
            QuotasCommand.class,
            DoctorCommand.class,
            RunsCommand.class,
            StoreCommand.class,
            PromptsCommand.class,
            WorkerCommand.class,
            ScoreCommand.class,
            ScorersCommand.class,
            StreamsCommand.class,
            LearnCommand.class,
            EvaluateCommand.class,
            ModelsCommand.class,
            PageCommand.class,
            AuditCommand.class,
            DeadLettersCommand.class,
            BenchCommand.class,
            WatchCommand.class,
            ExperimentCommand.class,
            ExportCommand.class,
            ReplayCommand.class,
            CompareCommand.class,
            ShowCommand.class,
            ConfigCommand.class,
            PretrainCommand.class,
            HelpOfCommand.class,
            CompletionCommand.class
        })
public final class Millrace implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(Millrace.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        // Help, since that is what somebody wants who says nothing; a script whose command is missing still fails.
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /** Runs one command line and ends the process with its exit code. */
    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(new Uncaught(System.err));
        StopSignal.listen();
        DecodingLimits.apply();
        ParentWatch.begin();
        int exitCode = 1;
        try {
            exitCode = run(args);
        } finally {
            StopSignal.finished();
        }
        System.exit(exitCode);
    }

    private static int run(String[] args) {
        CommandLine commandLine = commandLine();
        try {
            return LostOutput.exitCode(commandLine.execute(args), System.out, System.err);
        } catch (Error e) {
            // A class whose start registers a hook, for one, cannot start in a process that is ending.
            if (StopSignal.isStopping()) {
                return stopped(commandLine);
            }
            throw e;
        }
    }

    private static int stopped(CommandLine commandLine) {
        commandLine.getErr().println("millrace: stopped");
        commandLine.getErr().flush();
        return StopSignal.EXIT_CODE;
    }

    /** The command line, with our way to tell errors. */
    public static CommandLine commandLine() {
        return new CommandLine(new Millrace())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setUnmatchedOptionsAllowedAsOptionParameters(false)
                .setParameterExceptionHandler(Millrace::badUsage)
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failed(e, commandLine));
    }

    private static int badUsage(ParameterException e, String[] words) {
        CommandLine commandLine = e.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String name = commandLine.getCommandSpec().qualifiedName();
        String line = ErrorLine.of(new UsageException(String.valueOf(e.getMessage()), e));
        err.println(name + ": " + Redaction.hideAlike(line) + suggestions(e, words) + "; see " + name + " --help");
        err.flush();
        return 2;
    }

    private static String suggestions(ParameterException e, String[] words) {
        String command = e.getCommandLine().getCommandName();
        Optional<String> now = Arrays.stream(words)
                .flatMap(word -> FormerOptions.now(command, word).stream())
                .findFirst();
        if (now.isPresent()) {
            return "; " + now.get();
        }
        return e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getSuggestions().isEmpty()
                ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
                : "";
    }

    private static int failed(Exception e, CommandLine commandLine) {
        if (StopSignal.isStopping()) {
            log.atInfo().setCause(e).log("failed while it was being stopped");
            return stopped(commandLine);
        }
        PrintWriter err = commandLine.getErr();
        err.println(commandLine.getCommandSpec().qualifiedName() + ": " + ErrorLine.of(e));
        CommandLine.ParseResult parsed = commandLine.getParseResult();
        if (parsed != null && parsed.hasMatchedOption("--verbose")) {
            err.print(ErrorLine.trace(e));
        }
        err.flush();
        return ErrorLine.exitCode(e);
    }
}
