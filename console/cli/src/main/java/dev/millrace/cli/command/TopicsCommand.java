package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code topics create|describe|manifest}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | describe | manifest)",
        description =
                "Create the topics, compare those of a broker with what they must look like, or write them down for Strimzi.",
        subcommands = {TopicsCreateCommand.class, TopicsDescribeCommand.class, TopicsManifestCommand.class})
public final class TopicsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say create, describe or manifest");
    }
}
