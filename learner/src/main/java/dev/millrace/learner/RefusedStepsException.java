package dev.millrace.learner;

/** Too many steps in a row were not finite; weights are those of the last good step. */
public final class RefusedStepsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedStepsException(int steps, String cause) {
        super(steps + " steps in a row were refused (learner.max_refusals), the last because " + cause
                + "; lower learner.optimizer.lr or look at the rewards");
    }
}
