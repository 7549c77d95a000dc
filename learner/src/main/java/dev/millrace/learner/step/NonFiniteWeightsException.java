package dev.millrace.learner.step;

/** Weights became infinite or NaN though loss and gradients were finite; they are never published. */
public final class NonFiniteWeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NonFiniteWeightsException(String message) {
        super(message);
    }
}
