package dev.millrace.streams.credit;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.AdvantageEstimator;
import dev.millrace.streams.advantage.Advantages;
import dev.millrace.streams.advantage.GroupRewards;
import dev.millrace.streams.reward.Normalization;
import dev.millrace.streams.reward.RewardControl;
import dev.millrace.streams.reward.RewardShuffle;
import dev.millrace.streams.reward.RewardTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How the trajectories of a group compare.
 *
 * @param rewards the composed rewards, after any control
 * @param advantages of them
 * @param none whether nothing tells the trajectories apart, so that every advantage is exactly 0
 */
record GroupContrast(GroupRewards rewards, Advantages advantages, boolean none) {

    /** The contrast of a group of at least one trajectory. */
    static GroupContrast of(
            GroupId group, List<RewardedTrajectory> trajectories, RewardTerms terms, AdvantageEstimator estimator) {
        GroupRewards rewards = values(group, trajectories, RewardedTrajectory::reward, terms.control());
        int[] lengths = new int[trajectories.size()];
        Arrays.setAll(lengths, i -> trajectories.get(i).length());
        if (terms.normalization() == Normalization.SUM_THEN_NORMALIZE) {
            return new GroupContrast(rewards, estimator.estimate(rewards, lengths), rewards.allEqual());
        }
        List<Advantages> parts = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        boolean none = true;
        for (Map.Entry<String, Double> weight : terms.weights().entrySet()) {
            String scorer = weight.getKey();
            // A scorer that did not speak of all of them, as one that is not required may, has no mean to compare with.
            boolean whole = trajectories.stream()
                    .allMatch(trajectory -> trajectory.components().containsKey(scorer));
            if (!whole || weight.getValue() == 0.0) {
                continue;
            }
            GroupRewards component = values(
                    group,
                    trajectories,
                    trajectory -> trajectory.components().getOrDefault(scorer, 0.0),
                    terms.control());
            none &= component.allEqual();
            parts.add(estimator.estimate(component, lengths));
            weights.add(weight.getValue());
        }
        return new GroupContrast(rewards, Advantages.weightedSum(trajectories.size(), parts, weights), none);
    }

    /** One number of each trajectory; the control permutes all numbers of a group alike. */
    private static GroupRewards values(
            GroupId group,
            List<RewardedTrajectory> trajectories,
            ToDoubleFunction<RewardedTrajectory> number,
            RewardControl control) {
        double[] numbers = new double[trajectories.size()];
        Arrays.setAll(numbers, i -> number.applyAsDouble(trajectories.get(i)));
        GroupRewards values = GroupRewards.of(numbers);
        return control == RewardControl.SHUFFLE ? RewardShuffle.shuffle(group, values) : values;
    }
}
