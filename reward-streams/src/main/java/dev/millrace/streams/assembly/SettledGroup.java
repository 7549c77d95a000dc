package dev.millrace.streams.assembly;

import java.util.List;

/**
 * A group that will be trained.
 *
 * @param prompt what its trajectories said of it
 * @param trajectories the survivors in order of index, at least 2
 * @param rewardMean mean of the rewards
 * @param rewardStd sample standard deviation of the rewards
 */
public record SettledGroup(
        PromptFacts prompt, List<SettledTrajectory> trajectories, double rewardMean, double rewardStd) {

    public SettledGroup {
        trajectories = List.copyOf(trajectories);
    }
}
