package dev.millrace.learner.experience;

/** A prompt cannot be shown to the policy again; the message says why. */
public final class UnreadablePromptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadablePromptException(String message) {
        super(message);
    }

    public UnreadablePromptException(String message, Throwable cause) {
        super(message, cause);
    }
}
