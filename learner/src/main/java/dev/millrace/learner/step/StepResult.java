package dev.millrace.learner.step;

import dev.millrace.schemas.id.GroupId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What became of a batch. */
public sealed interface StepResult {

    /** Metrics of the objective and the optimizer by name; finite. */
    Map<String, Double> metrics();

    /**
     * The weights have changed.
     *
     * @param refused why the optimizer step of a group was refused, being not finite: of several in a batch some may be; such a
     *     group is not trained
     */
    record Trained(
            Map<String, Double> metrics, Map<GroupId, String> refused, Duration forwardBackward, Duration optimizer)
            implements StepResult {

        public Trained {
            metrics = Map.copyOf(metrics);
            refused = Map.copyOf(refused);
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

    /** Why a group that could be trained was not; empty if it was. */
    default Optional<String> refusal(GroupId group) {
        if (this instanceof Trained trained) {
            return Optional.ofNullable(trained.refused().get(group));
        }
        return this instanceof Refused refused ? Optional.of(refused.cause()) : Optional.empty();
    }

    /** There was nothing to train; weights and optimizer are as before. */
    record Empty() implements StepResult {

        @Override
        public Map<String, Double> metrics() {
            return Map.of();
        }
    }
}
