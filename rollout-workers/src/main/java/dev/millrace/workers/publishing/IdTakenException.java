package dev.millrace.workers.publishing;

/** Another worker runs with the same id; the message says what to do. */
public final class IdTakenException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IdTakenException(String message, Throwable cause) {
        super(message, cause);
    }
}
