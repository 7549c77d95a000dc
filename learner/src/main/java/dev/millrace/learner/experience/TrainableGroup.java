package dev.millrace.learner.experience;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.learning.MaskedView;
import dev.millrace.schemas.id.GroupId;
import java.util.List;
import java.util.Optional;

/**
 * The trajectories of a group that can be trained, and the prompt they share.
 *
 * @param id the group
 * @param prompt what was asked, as the policy sees it
 * @param rewardMean mean reward of the group when it was closed
 * @param rewardStd sample standard deviation of its rewards
 * @param trajectories at least one, in order of index, all sampled under the same conditions
 */
public record TrainableGroup(
        GroupId id, PolicyInput prompt, double rewardMean, double rewardStd, List<TrainableTrajectory> trajectories) {

    public TrainableGroup {
        if (trajectories.isEmpty()) {
            throw new IllegalArgumentException("group " + id + " has no trajectory to train");
        }
        SamplingConditions conditions = trajectories.get(0).conditions();
        if (!trajectories.stream()
                .allMatch(trajectory -> trajectory.conditions().equals(conditions))) {
            throw new IllegalArgumentException(
                    "the trajectories of group " + id + " were sampled under different" + " conditions");
        }
        trajectories = List.copyOf(trajectories);
    }

    /** Temperature at which its trajectories were sampled. */
    public float temperature() {
        return trajectories.get(0).temperature();
    }

    /** How all of it was sampled. */
    public SamplingConditions conditions() {
        return trajectories.get(0).conditions();
    }

    /** Whether its trajectories are images. */
    public boolean isDrawn() {
        return trajectories.get(0).isDrawn();
    }

    /** The view of the prompt's image in which patches are black, as the worker saw it; empty if it saw none. */
    public Optional<MaskedView> masked() {
        return trajectories.stream()
                .flatMap(trajectory -> trajectory.credit().dependency().stream())
                .findFirst()
                .filter(seen -> !prompt.images().isEmpty())
                .map(seen -> new MaskedView(seen.views().maskProbability(), seen.seed()));
    }

    /** Whether any advantage of any of its tokens or steps is other than 0. */
    public boolean hasAdvantage() {
        return trajectories.stream().anyMatch(TrainableTrajectory::hasAdvantage);
    }

    /** Response tokens or trained steps of all its trajectories. */
    public long tokens() {
        return trajectories.stream().mapToLong(TrainableTrajectory::length).sum();
    }
}
