package dev.millrace.schemas.http;

/** A server answers what is no answer, and would again; the message says what it was, and what to do. */
public final class ReplyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    public ReplyException(String message) {
        this(message, 0);
    }

    /** @param status of HTTP that refuses; 0 where it is the content that cannot be used */
    public ReplyException(String message, int status) {
        super(message);
        this.status = status;
    }

    public ReplyException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** The status that refuses what was asked; 0 where it is the content of the reply that cannot be used. */
    public int status() {
        return status;
    }
}
