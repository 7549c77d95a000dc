package dev.millrace.models.engine;

import java.io.Serial;

/** The native engine cannot be started here as it was asked for: another version of it is meant, or a device is missing. */
public final class EngineUnavailableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public EngineUnavailableException(String message) {
        super(message);
    }

    public EngineUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
