package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code runs list|show|delete}. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | show | delete)",
        description = "Which runs a cluster holds under a prefix, what one of them has there, and taking one off.",
        subcommands = {RunsListCommand.class, RunsShowCommand.class, RunsDeleteCommand.class})
public final class RunsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, show or delete");
    }
}
