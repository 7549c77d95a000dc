package dev.millrace.cli.follow;

/** Another evaluator of the same name runs, or has judged by other terms; the message says what to do. */
public final class EvaluatorTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    EvaluatorTakenException(String message) {
        super(message);
    }

    EvaluatorTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
