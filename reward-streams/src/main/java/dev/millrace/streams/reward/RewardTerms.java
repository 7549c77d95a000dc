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
 */
public record RewardTerms(
        SortedMap<String, Double> weights, Requirement required, RewardControl control, Normalization normalization) {

    public RewardTerms {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }
}
