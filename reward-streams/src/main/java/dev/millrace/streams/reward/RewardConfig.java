package dev.millrace.streams.reward;

import dev.millrace.policy.text.EditDistance;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * How a trajectory's scores become its reward.
 *
 * @param weights λ by scorer; a scorer that is not named is ignored, and one of weight 0 is carried along but neither
 *     counts nor is waited for
 * @param required scorers that must speak for each trajectory before its group closes
 * @param control {@code shuffle} for a control experiment, else {@code none}
 * @param normalization {@code normalize_then_sum} or {@code sum_then_normalize}; the first is GDPO without its last stage,
 *     the normalisation over a batch, which a stream does not have
 * @param clip by scorer, the range from {@code low} to {@code high} within which its values enter the reward; none by default
 */
public record RewardConfig(
        Map<String, Double> weights,
        RequiredScorers required,
        RewardControl control,
        Normalization normalization,
        Map<String, ClipRange> clip) {

    /**
     * @throws IllegalArgumentException if a weight is not finite, none differs from 0, or a scorer that is required or
     *     clipped has no weight
     */
    public RewardConfig {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        weights.forEach((scorer, weight) -> {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("weights." + scorer + " must be a finite number, not " + weight);
            }
        });
        if (weights.values().stream().allMatch(weight -> weight == 0.0)) {
            throw new IllegalArgumentException("weights must give at least one scorer a weight other than 0");
        }
        for (OutputKind kind : OutputKind.values()) {
            for (String scorer : required.of(kind)) {
                if (!weights.containsKey(scorer)) {
                    throw noWeight("required." + kind.name().toLowerCase(Locale.ROOT), scorer, weights.keySet());
                }
            }
        }
        clip = Collections.unmodifiableSortedMap(new TreeMap<>(clip));
        for (String scorer : clip.keySet()) {
            if (!weights.containsKey(scorer)) {
                throw noWeight("clip", scorer, weights.keySet());
            }
        }
    }

    private static IllegalArgumentException noWeight(String key, String scorer, Set<String> weighted) {
        return new IllegalArgumentException(key + " names the scorer '" + scorer + "', which has no weight"
                + hint(scorer, weighted) + "; weights has " + String.join(", ", weighted));
    }

    private static String hint(String scorer, Set<String> known) {
        return EditDistance.nearest(scorer, known)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    /** These weights; groups wait for all that count. */
    public static RewardConfig of(Map<String, Double> weights) {
        return new RewardConfig(
                weights, RequiredScorers.byWeight(), RewardControl.NONE, Normalization.NORMALIZE_THEN_SUM, Map.of());
    }

    /**
     * The terms of a run.
     *
     * @param judges what a scorer judges, asked of each that has a weight
     */
    public RewardTerms terms(Function<String, Judges> judges) {
        Requirement waited = new Requirement(required(OutputKind.TEXT, judges), required(OutputKind.IMAGE, judges));
        return new RewardTerms(new TreeMap<>(weights), waited, control, normalization, new TreeMap<>(clip));
    }

    private SortedSet<String> required(OutputKind kind, Function<String, Judges> judges) {
        TreeSet<String> scorers = new TreeSet<>(required.of(kind));
        if (scorers.isEmpty()) {
            weights.forEach((scorer, weight) -> {
                if (weight != 0.0 && judges.apply(scorer).includes(kind)) {
                    scorers.add(scorer);
                }
            });
        }
        return scorers;
    }
}
