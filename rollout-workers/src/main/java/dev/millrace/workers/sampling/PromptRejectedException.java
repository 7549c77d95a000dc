package dev.millrace.workers.sampling;

import java.io.Serial;

/**
 * Why nothing is sampled for a prompt. It is the cause in a dead letter rather than thrown at a caller, hence an
 * exception and a value.
 */
public final class PromptRejectedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public PromptRejectedException(String message) {
        super(message);
    }

    public PromptRejectedException(String message, Throwable cause) {
        super(message, cause);
    }
}
