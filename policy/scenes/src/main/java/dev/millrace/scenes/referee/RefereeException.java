package dev.millrace.scenes.referee;

/** A referee that cannot be used; the message says which file, what is wrong and what to do. */
public final class RefereeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    RefereeException(String message) {
        super(message);
    }

    RefereeException(String message, Throwable cause) {
        super(message, cause);
    }
}
