package dev.millrace.streams.reward;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How scores become rewards, with everything decided that the settings leave to the scorers: these terms need neither a
 * scorer nor a configuration.
 *
 * @param weights λ by scorer, in the order in which they are summed
 * @param required the scorers that groups wait for
 * @param control {@code shuffle} for a control experiment, else {@code none}
 * @param normalization whether components are normalised before they are summed, or after
 * @param clip the range by scorer within which its values enter a reward
 */
public record RewardTerms(
        SortedMap<String, Double> weights,
        Requirement required,
        RewardControl control,
        Normalization normalization,
        SortedMap<String, ClipRange> clip) {

    public RewardTerms {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        clip = Collections.unmodifiableSortedMap(new TreeMap<>(clip));
    }

    /** What a scorer said, as it enters a reward. */
    public double component(String scorer, double value) {
        ClipRange range = clip.get(scorer);
        return range == null ? value : range.nearest(value);
    }
}
