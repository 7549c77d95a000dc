package dev.millrace.learner.checkpoint;

/** A run cannot go on where it stood; the message says why and what to do. */
public final class ResumeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ResumeException(String message) {
        super(message);
    }

    public ResumeException(String message, Throwable cause) {
        super(message, cause);
    }
}
