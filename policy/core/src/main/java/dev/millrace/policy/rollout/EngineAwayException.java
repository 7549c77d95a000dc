package dev.millrace.policy.rollout;

import java.io.Serial;

/** What samples cannot be reached now, and may be later; nothing is known of what was asked, and no prompt is to blame. */
public final class EngineAwayException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public EngineAwayException(String message) {
        super(message);
    }

    public EngineAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
