package dev.millrace.streams.credit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A trajectory with its composed reward.
 *
 * @param index its place in the group
 * @param length number of response tokens, or of trained denoising steps
 * @param components score by scorer, as they enter the reward; abstentions are absent
 * @param reward the composed reward, before any control is applied
 */
public record RewardedTrajectory(int index, int length, SortedMap<String, Double> components, double reward) {

    public RewardedTrajectory {
        components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
    }
}
