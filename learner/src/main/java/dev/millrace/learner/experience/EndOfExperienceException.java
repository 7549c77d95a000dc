package dev.millrace.learner.experience;

/** A source that is recorded and closed has no more experience: where offline training ends. */
public final class EndOfExperienceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EndOfExperienceException(String message) {
        super(message);
    }
}
