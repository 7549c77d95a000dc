package dev.millrace.learner.step;

import java.time.Duration;
import java.util.Map;

/** What became of a batch. */
public sealed interface StepResult {

    /** Metrics of the objective and the optimizer by name; finite. */
    Map<String, Double> metrics();

    /** The weights have changed. */
    record Trained(Map<String, Double> metrics, Duration forwardBackward, Duration optimizer) implements StepResult {

        public Trained {
            metrics = Map.copyOf(metrics);
        }
    }

    /**
     * The update was not finite; weights and optimizer are as before.
     *
     * @param cause what was not finite
     */
    record Refused(String cause, Map<String, Double> metrics) implements StepResult {

        public Refused {
            metrics = Map.copyOf(metrics);
        }
    }

    /** There was nothing to train; weights and optimizer are as before. */
    record Empty() implements StepResult {

        @Override
        public Map<String, Double> metrics() {
            return Map.of();
        }
    }
}
