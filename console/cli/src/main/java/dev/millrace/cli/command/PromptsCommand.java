package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prompts publish}. */
@Command(
        name = "prompts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "publish",
        description = "Feed prompts to the workers of a run.",
        subcommands = PromptsPublishCommand.class)
public final class PromptsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say publish");
    }
}
