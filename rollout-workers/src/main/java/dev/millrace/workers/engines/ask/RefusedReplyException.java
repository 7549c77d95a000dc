package dev.millrace.workers.engines.ask;

import java.io.Serial;

/** A reply that came, and must not be used. */
public final class RefusedReplyException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final RefusalCause why;

    public RefusedReplyException(RefusalCause why, String message) {
        super(message);
        this.why = why;
    }

    /** Why, as it is counted. */
    public RefusalCause why() {
        return why;
    }
}
