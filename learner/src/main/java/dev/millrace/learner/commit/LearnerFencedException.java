package dev.millrace.learner.commit;

/** Another learner has taken over the run. What this one was about to publish was not published. */
public final class LearnerFencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LearnerFencedException(String message) {
        super(message);
    }

    LearnerFencedException(String message, Throwable cause) {
        super(message, cause);
    }
}
