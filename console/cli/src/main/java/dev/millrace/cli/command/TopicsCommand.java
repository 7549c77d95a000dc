package dev.millrace.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code topics create|describe|plan|manifest}. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(create | describe | plan | manifest)",
        description =
                "Create the topics, compare those of a broker with what they must look like, say what a load takes of them, or write"
                        + " them down for Strimzi.",
        subcommands = {
            TopicsCreateCommand.class,
            TopicsDescribeCommand.class,
            TopicsPlanCommand.class,
            TopicsManifestCommand.class
        })
public final class TopicsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say create, describe, plan or manifest");
    }
}
