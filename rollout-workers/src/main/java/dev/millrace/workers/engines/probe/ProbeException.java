package dev.millrace.workers.engines.probe;

import java.io.Serial;

/** A server that must not be sampled with; the message says in one line why, and what to do. */
public final class ProbeException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ProbeException(String message) {
        super(message);
    }

    public ProbeException(String message, Throwable cause) {
        super(message, cause);
    }
}
