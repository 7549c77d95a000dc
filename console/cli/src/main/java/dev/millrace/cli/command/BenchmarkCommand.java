package dev.millrace.cli.command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all benchmarks share: lines for people, and a result that can be had as JSON as well. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class BenchmarkCommand implements Callable<Integer> {

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    /** Writes a line for people, at once. */
    final void say(String line) {
        PrintWriter out = json.isPrinted()
                ? spec.commandLine().getErr()
                : spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Writes the result to where it was asked for, if it was. */
    final void write(String result) {
        json.write(result, spec.commandLine().getOut());
    }
}
