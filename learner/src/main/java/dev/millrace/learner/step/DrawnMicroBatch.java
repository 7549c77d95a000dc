package dev.millrace.learner.step;

import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.objective.BatchSize;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.TokenBatch;
import dev.millrace.policy.flow.FlowBatch;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PromptBatch;
import java.util.List;

/**
 * The groups of images of one forward and backward pass, all drawn at one guidance scale.
 *
 * @param groups at least one
 */
record DrawnMicroBatch(List<TrainableGroup> groups) {

    DrawnMicroBatch {
        groups = List.copyOf(groups);
    }

    PromptBatch prompts(PolicyConfig architecture) {
        return new PromptBatch(
                architecture, groups.stream().map(TrainableGroup::prompt).toList());
    }

    FlowBatch drawings(PolicyConfig architecture) {
        return new FlowBatch(
                architecture,
                groups.stream()
                        .map(group -> group.trajectories().stream()
                                .map(trajectory -> trajectory.path().orElseThrow())
                                .toList())
                        .toList());
    }

    /**
     * Lays out what the loss needs, at the places of the drawings.
     *
     * @param whole size of the images of the batch that this is a part of
     */
    TokenBatch steps(FlowBatch drawings, ObjectiveConfig objective, BatchSize whole) {
        TokenBatch.Builder batch = new TokenBatch.Builder();
        double weight = objective.drawingWeight() / whole.tokens();
        for (int group = 0; group < groups.size(); group++) {
            List<TrainableTrajectory> trajectories = groups.get(group).trajectories();
            for (int index = 0; index < trajectories.size(); index++) {
                TrainableTrajectory trajectory = trajectories.get(index);
                batch.sequence(
                        drawings.row(group, index) * drawings.columns(),
                        trajectory.behaviour().toArray(),
                        trajectory.advantages().toArray(),
                        weight);
            }
        }
        return batch.build();
    }
}
