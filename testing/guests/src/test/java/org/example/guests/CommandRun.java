package org.example.guests;

import dev.millrace.cli.Millrace;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command line came to, within this process.
 *
 * @param exitCode its exit code
 * @param said what it printed
 */
record CommandRun(int exitCode, String said) {

    static CommandRun of(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine commandLine = Millrace.commandLine();
        commandLine.setOut(new PrintWriter(said));
        commandLine.setErr(new PrintWriter(said));
        int exitCode = commandLine.execute(arguments);
        return new CommandRun(exitCode, said.toString());
    }
}
