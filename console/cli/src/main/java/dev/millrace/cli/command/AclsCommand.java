package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code acls list|create|check}. */
@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | create | check)",
        description = "The rights at the broker that each role needs: list them, grant them, or check them.",
        subcommands = {AclsListCommand.class, AclsCreateCommand.class, AclsCheckCommand.class})
public final class AclsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, create or check");
    }
}
