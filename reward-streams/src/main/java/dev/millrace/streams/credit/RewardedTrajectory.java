package dev.millrace.streams.credit;

import dev.millrace.streams.reshaping.TokenMeasures;
import java.util.Collections;
import java.util.SortedMap;

/**
 * A trajectory with its composed reward.
 *
 * @param index its place in the group
 * @param length number of response tokens, or of trained denoising steps
 * @param components score by scorer, as they enter the reward; abstentions are absent; nobody changes them from
 *     then on
 * @param reward the composed reward, before any control is applied
 * @param measures what was measured of its tokens, as far as the reshaper reads it
 */
public record RewardedTrajectory(
        int index, int length, SortedMap<String, Double> components, double reward, TokenMeasures measures) {

    public RewardedTrajectory {
        components = Collections.unmodifiableSortedMap(components);
    }
}
