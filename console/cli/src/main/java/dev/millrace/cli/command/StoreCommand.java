package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code store list|collect|adopt}. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | collect | adopt)",
        description = "What lies in the object store, taking away what nobody names any more, and whose it is.",
        subcommands = {StoreListCommand.class, StoreCollectCommand.class, StoreAdoptCommand.class})
public final class StoreCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, collect or adopt");
    }
}
