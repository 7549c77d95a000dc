package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.policy.weights.PolicyUpdate;
import java.time.Instant;
import java.util.Map;

/** Takes the steps of a training as they are made. Called on the learner's thread; what it throws ends the training. */
interface StepSink {

    /** Refuses weights that are too large to be handed over, before they are encoded; by default none are. */
    default void requireFits(long bytes) {}

    /**
     * Takes a step.
     *
     * @param weights as they are after it
     * @param position after it
     * @param timing metrics by name of the time it took
     * @param now when it was made
     */
    void accept(
            TrainingLoop.Step step,
            PolicyUpdate weights,
            LearnerPosition position,
            Map<String, Double> timing,
            Instant now);
}
