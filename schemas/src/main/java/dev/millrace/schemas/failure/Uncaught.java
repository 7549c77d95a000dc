package dev.millrace.schemas.failure;

import java.io.PrintStream;

/**
 * Says of a thread that nobody watches why it has ended, as Java would, but without secrets. Thread-safe.
 *
 * @param err where it is said
 */
public record Uncaught(PrintStream err) implements Thread.UncaughtExceptionHandler {

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        err.print("Exception in thread \"" + thread.getName() + "\" " + ErrorLine.trace(failure));
        err.flush();
    }
}
