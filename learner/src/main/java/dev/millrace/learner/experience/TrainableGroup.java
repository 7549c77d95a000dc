package dev.millrace.learner.experience;

import dev.millrace.policy.model.Prompt;
import dev.millrace.schemas.id.GroupId;
import java.util.List;

/**
 * The trajectories of a group that can be trained, and the prompt they share.
 *
 * @param id the group
 * @param prompt what was asked, as the policy sees it
 * @param rewardMean mean reward of the group when it was closed
 * @param rewardStd sample standard deviation of its rewards
 * @param trajectories at least one, in order of index
 */
public record TrainableGroup(
        GroupId id, Prompt prompt, double rewardMean, double rewardStd, List<TrainableTrajectory> trajectories) {

    public TrainableGroup {
        if (trajectories.isEmpty()) {
            throw new IllegalArgumentException("group " + id + " has no trajectory to train");
        }
        trajectories = List.copyOf(trajectories);
    }

    /** Response tokens of all its trajectories. */
    public long tokens() {
        return trajectories.stream().mapToLong(TrainableTrajectory::length).sum();
    }
}
