package dev.millrace.streams.credit;

import java.util.List;

/**
 * The credit of a whole group.
 *
 * @param trajectories in the order they were given
 * @param rewardMean mean of the rewards
 * @param rewardStd sample standard deviation (n − 1) of the rewards, 0 for a single one
 * @param zeroVariance whether nothing that counts tells the trajectories apart, so that every advantage is exactly 0
 */
public record GroupCredit(
        List<CreditedTrajectory> trajectories, double rewardMean, double rewardStd, boolean zeroVariance) {

    public GroupCredit {
        trajectories = List.copyOf(trajectories);
    }
}
