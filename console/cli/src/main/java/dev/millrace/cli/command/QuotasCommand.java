package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quotas list|set|delete}. */
@Command(
        name = "quotas",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | set | delete)",
        description = "What the user of each role may take of the brokers: list it, set it, or take it away.",
        subcommands = {QuotasListCommand.class, QuotasSetCommand.class, QuotasDeleteCommand.class})
public final class QuotasCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, set or delete");
    }
}
