package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code scorers}. */
@Command(
        name = "scorers",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|try",
        description = "See which scorers there are, and ask one about samples of a file.",
        subcommands = {ScorersListCommand.class, ScorersTryCommand.class})
public final class ScorersCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list or try");
    }
}
