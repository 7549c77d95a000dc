package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code prompts check}, {@code prompts publish} and {@code prompts draw}. */
@Command(
        name = "prompts",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "check|publish|draw",
        description = "Check data sets, feed prompts to the workers of a run, draw data sets of scenes.",
        subcommands = {PromptsCheckCommand.class, PromptsPublishCommand.class, PromptsDrawCommand.class})
public final class PromptsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say check, publish or draw");
    }
}
