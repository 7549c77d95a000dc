package dev.millrace.cli.command;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {
            "Print a script that completes commands and options in a shell.",
            "Read it where the shell starts:",
            "  bash: source <(./millrace completion bash)",
            "  zsh:  autoload -U +X bashcompinit && bashcompinit && source <(./millrace completion zsh)"
        })
public final class CompletionCommand implements Callable<Integer> {

    @Parameters(paramLabel = "bash|zsh", description = "The shell.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw new ParameterException(spec.commandLine(), "there is completion for bash and zsh, not for " + shell);
        }
        // One script serves both: zsh reads it by bashcompinit.
        spec.commandLine()
                .getOut()
                .print(AutoComplete.bash("millrace", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
