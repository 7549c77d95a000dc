package dev.millrace.streams.reward;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a trajectory's scores become its reward.
 *
 * @param weights λ by scorer; a scorer that is not named is ignored, and one of weight 0 is carried along but neither
 *     counts nor is waited for
 * @param required scorers that must speak for each trajectory before its group closes; empty means all that have a
 *     weight other than 0
 * @param control {@code shuffle} for a control experiment, else {@code none}
 */
public record RewardConfig(Map<String, Double> weights, List<String> required, RewardControl control) {

    /**
     * @throws IllegalArgumentException if a weight is not finite, none differs from 0, or a required scorer has no
     *     weight
     */
    public RewardConfig {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        required = List.copyOf(required);
        weights.forEach((scorer, weight) -> {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("weights." + scorer + " must be a finite number, not " + weight);
            }
        });
        if (weights.values().stream().allMatch(weight -> weight == 0.0)) {
            throw new IllegalArgumentException("weights must give at least one scorer a weight other than 0");
        }
        for (String scorer : required) {
            if (!weights.containsKey(scorer)) {
                throw new IllegalArgumentException("required names the scorer '" + scorer
                        + "', which has no weight; weights has " + String.join(", ", weights.keySet()));
            }
        }
    }

    /** Accuracy, and a little for the form of the answer. */
    public static RewardConfig defaults() {
        return new RewardConfig(Map.of("accuracy", 1.0, "format", 0.2), List.of(), RewardControl.NONE);
    }

    /** The weights in the order in which they are summed. */
    public SortedMap<String, Double> orderedWeights() {
        return new TreeMap<>(weights);
    }

    /** The scorers a group waits for. */
    public SortedSet<String> requiredScorers() {
        if (!required.isEmpty()) {
            return new TreeSet<>(required);
        }
        TreeSet<String> scorers = new TreeSet<>();
        weights.forEach((scorer, weight) -> {
            if (weight != 0.0) {
                scorers.add(scorer);
            }
        });
        return scorers;
    }
}
