package dev.millrace.replay.exchange;

/** A file of groups holds something wrong; the message names file, line and field. */
public final class InputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
