package dev.millrace.workers.sampling;

import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.SampledGroup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the policy made of one prompt: a whole group. */
sealed interface Rollout {

    /** Whether every log-probability is a number that can be trained. */
    boolean isFinite();

    /** Why there is none, where too much of it was lost. */
    default Optional<String> why() {
        return Optional.empty();
    }

    /** Version of the weights that sampled its first token or step, for messages. */
    int version();

    /** Answers in text. */
    record Answers(SampledGroup group) implements Rollout {
        @Override
        public Optional<String> why() {
            return group.answers().isEmpty()
                    ? Optional.of(group.lost().stream()
                            .map(lost -> "answer " + lost.index() + " (" + lost.cause() + "): " + lost.detail())
                            .collect(Collectors.joining("; ")))
                    : Optional.empty();
        }

        @Override
        public boolean isFinite() {
            return group.isFinite();
        }

        @Override
        public int version() {
            return group.answers().get(0).versions().at(0);
        }
    }

    /** Images; a path is finite by itself. */
    record Images(List<DrawnImage> images) implements Rollout {
        @Override
        public boolean isFinite() {
            return true;
        }

        @Override
        public int version() {
            return images.get(0).versions().at(0);
        }
    }
}
