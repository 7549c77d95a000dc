package dev.millrace.streams.scoring.http;

/** A server answers what is no answer, and would again; the message says what it was, and what to do. */
public final class ReplyException extends Exception {

    private static final long serialVersionUID = 1L;

    public ReplyException(String message) {
        super(message);
    }

    public ReplyException(String message, Throwable cause) {
        super(message, cause);
    }
}
