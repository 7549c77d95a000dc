package dev.millrace.schemas.http;

import java.io.IOException;
import java.time.Duration;

/** A server, or a scorer, cannot answer now and says when it is worth asking again, as by {@code Retry-After}. */
public final class AskAgainException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Duration after;
    private final int status;

    /** @param after time to wait at least; the back-off of who asks, if it is longer */
    public AskAgainException(String message, Duration after) {
        this(message, after, 0);
    }

    /** @param status of HTTP; 0 where there was none */
    public AskAgainException(String message, Duration after, int status) {
        super(message);
        this.after = after;
        this.status = status;
    }

    /** Time to wait at least; 0 where it is not said. */
    public Duration after() {
        return after;
    }

    /** The status that it was said by; 0 where there was none. */
    public int status() {
        return status;
    }
}
