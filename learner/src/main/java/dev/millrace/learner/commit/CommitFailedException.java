package dev.millrace.learner.commit;

/** A step could not be published, however often it was tried; the log is as it was before the step. */
public final class CommitFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommitFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
