package dev.millrace.policy.learning;

/** What became of an optimizer step. */
public sealed interface StepOutcome {

    /**
     * The weights have changed.
     *
     * @param gradientNorm global norm before clipping
     * @param clipped whether the gradients were scaled down to the limit
     */
    record Applied(double gradientNorm, boolean clipped) implements StepOutcome {}

    /**
     * The weights and the optimizer's state are untouched, the gradients are discarded.
     *
     * @param cause what was not finite
     */
    record Refused(String cause) implements StepOutcome {}
}
