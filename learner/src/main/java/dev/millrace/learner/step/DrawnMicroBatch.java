package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.learning.DrawingBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The groups of images of one forward and backward pass, all drawn at one guidance scale.
 *
 * @param groups at least one
 */
record DrawnMicroBatch(List<TrainableGroup> groups) {

    DrawnMicroBatch {
        groups = List.copyOf(groups);
    }

    /** @param whole size of the images of the batch that this is a part of */
    DrawingBatch drawings(ObjectiveConfig objective, BatchSize whole) {
        return new DrawingBatch(
                groups.stream().map(DrawnMicroBatch::drawings).toList(),
                objective.drawing().needsReference()
                        ? Optional.of(objective.drawing().kl())
                        : Optional.empty(),
                whole.share(groups.stream().mapToLong(TrainableGroup::tokens).sum()));
    }

    private static DrawingBatch.Group drawings(TrainableGroup group) {
        return new DrawingBatch.Group(
                group.prompt(),
                group.trajectories().stream()
                        .map(trajectory -> trajectory.path().orElseThrow())
                        .toList());
    }

    /**
     * Lays out what the loss needs, drawing by drawing.
     *
     * @param whole size of the images of the batch that this is a part of
     * @param proximal log-probabilities of the steps under the policy as the step begins, where it is another by now
     */
    TokenBatch steps(ObjectiveConfig objective, BatchSize whole, Optional<float[]> proximal) {
        TokenBatch.Builder batch = new TokenBatch.Builder();
        double weight = objective.drawingWeight() / whole.tokens();
        int begin = 0;
        for (TrainableGroup group : groups) {
            for (TrainableTrajectory trajectory : group.trajectories()) {
                int end = begin + trajectory.length();
                float[] old = proximal.isEmpty() ? null : Arrays.copyOfRange(proximal.get(), begin, end);
                batch.sequence(TokenBatch.Sequence.of(
                                begin,
                                trajectory.behaviour().toArray(),
                                trajectory.advantages().toArray(),
                                weight)
                        .withProximal(old)
                        .withAges(trajectory.ages().toArray()));
                begin = end;
            }
        }
        return batch.build();
    }
}
