package dev.millrace.cli.command;

import dev.millrace.policy.text.EditDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help}. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        description = "Print the help of a command, for instance \"help topics create\"; without one, of all.")
public final class HelpOfCommand implements Callable<Integer> {

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command, and the one below it.")
    private List<String> names = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine command = spec.root().commandLine();
        for (String name : names) {
            CommandLine below = command.getSubcommands().get(name);
            if (below == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        command.getCommandSpec().qualifiedName() + " has no command " + name
                                + EditDistance.nearest(
                                                name, command.getSubcommands().keySet())
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse(""));
            }
            command = below;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
