package dev.millrace.learner;

/** The weights are larger than the run's workers take. Nothing was published. */
public final class WeightsTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WeightsTooLargeException(String message) {
        super(message);
    }
}
