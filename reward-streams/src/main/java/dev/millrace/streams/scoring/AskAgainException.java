package dev.millrace.streams.scoring;

import java.io.IOException;
import java.time.Duration;

/** A scorer cannot answer now, and says when it is worth asking again, as a server does with {@code Retry-After}. */
public final class AskAgainException extends IOException {

    private static final long serialVersionUID = 1L;

    private final Duration after;

    /** @param after time to wait at least; the scorer's back-off, if it is longer */
    public AskAgainException(String message, Duration after) {
        super(message);
        this.after = after;
    }

    Duration after() {
        return after;
    }
}
