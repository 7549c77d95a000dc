package dev.millrace.schemas.failure;

import dev.millrace.schemas.client.BrokerFailure;
import dev.millrace.schemas.secret.Redaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A failure as the one line a reader needs. */
public final class ErrorLine {

    /** That of Java's own lack of memory. */
    private static final int OUT_OF_MEMORY = 3;

    private ErrorLine() {}

    /**
     * What went wrong, without the wrappers that threads and futures put around it, and without secrets; of a failure of
     * security at the broker, with what to do.
     */
    public static String of(Throwable failure) {
        String line = told(failure);
        if (unwrap(failure) instanceof UsageException) {
            return Redaction.hide(line); // it names the setting itself, and nobody has asked a broker
        }
        return Redaction.hide(BrokerFailure.explain(failure)
                .filter(why -> !line.contains(why.cure()))
                .map(why -> isSpoken(unwrap(failure)) ? line + ": " + why.line() : why.line())
                .orElse(line));
    }

    /** The stack trace without secrets. */
    public static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return Redaction.hide(text.toString());
    }

    private static String told(Throwable failure) {
        return NativeMemory.line(failure).orElseGet(() -> said(failure));
    }

    private static String said(Throwable failure) {
        Throwable cause = unwrap(failure);
        String message = cause.getMessage();
        String line = message == null ? "" : flat(message);
        if (isSpoken(cause) && !line.isEmpty()) {
            return line;
        }
        String name = cause.getClass().getSimpleName();
        return line.isEmpty() ? name : name + ": " + line;
    }

    private static boolean isSpoken(Throwable cause) {
        return isOurs(cause) || cause instanceof UncheckedIOException;
    }

    /** A message without its line breaks. */
    private static String flat(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    /** Exit code of a command that ended so. */
    public static int exitCode(Throwable failure) {
        if (NativeMemory.line(failure).isPresent()) {
            return OUT_OF_MEMORY;
        }
        return unwrap(failure) instanceof UsageException ? 2 : 1;
    }

    /** Our own exceptions, and those that carry a message made for people. */
    private static boolean isOurs(Throwable cause) {
        return cause.getClass().getName().startsWith("dev.millrace.")
                || cause.getClass() == IllegalArgumentException.class
                || cause.getClass() == IllegalStateException.class;
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && isWrapper(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable cause) {
        return cause instanceof ExecutionException || cause instanceof CompletionException;
    }
}
