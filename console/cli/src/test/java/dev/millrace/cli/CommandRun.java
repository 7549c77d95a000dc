package dev.millrace.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command line came to.
 *
 * @param exitCode its exit code
 * @param out standard output
 * @param err standard error
 */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        return of(new StringWriter(), arguments);
    }

    /** @param out takes standard output, and can be read while the command runs */
    public static CommandRun of(StringWriter out, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Millrace.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
