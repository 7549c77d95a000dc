package dev.millrace.learner.experience;

import dev.millrace.schemas.avro.DropReason;

/** A prompt cannot be shown to the policy again as it was; the message says why. */
public final class UnreadablePromptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final DropReason reason;

    /** @param reason what its trajectories are dropped for */
    public UnreadablePromptException(DropReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** @param reason what its trajectories are dropped for */
    public UnreadablePromptException(DropReason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What its trajectories are dropped for. */
    public DropReason reason() {
        return reason;
    }
}
