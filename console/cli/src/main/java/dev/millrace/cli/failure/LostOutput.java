package dev.millrace.cli.failure;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * Standard output that could not be written. Writers and streams of print keep quiet about it, so it is asked for at the
 * end: a command whose output is lost is not done.
 */
public final class LostOutput {

    /** As for a process that SIGPIPE ends: whoever reads has seen enough. */
    public static final int CLOSED_PIPE = 141;

    private LostOutput() {}

    /**
     * The exit code of a command, once its output is accounted for.
     *
     * @param exitCode what it returned
     * @param err takes a line where output was lost, except to a pipe that was closed
     */
    public static int exitCode(int exitCode, PrintStream out, PrintStream err) {
        return out.checkError() ? exitCode(exitCode, new FileOutputStream(FileDescriptor.out), err) : exitCode;
    }

    /** @param raw what {@code out} failed to write to; failing again, it says why */
    static int exitCode(int exitCode, OutputStream raw, PrintStream err) {
        String cause = "the cause is not known";
        try {
            raw.write('\n');
        } catch (IOException e) {
            cause = String.valueOf(e.getMessage());
        }
        if (cause.contains("Broken pipe")) {
            return exitCode == 0 ? CLOSED_PIPE : exitCode;
        }
        err.println("millrace: standard output could not be written: " + cause);
        return exitCode == 0 ? 1 : exitCode;
    }
}
