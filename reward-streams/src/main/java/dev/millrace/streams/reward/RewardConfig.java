package dev.millrace.streams.reward;

import dev.millrace.policy.text.EditDistance;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a trajectory's scores become its reward.
 *
 * @param weights λ by scorer; a scorer that is not named is ignored, and one of weight 0 is carried along but neither
 *     counts nor is waited for
 * @param external names of scorers that come with another program, which writes to the topic of scores; every other name
 *     that has a weight must be that of a scorer that comes with Millrace
 * @param required scorers that must speak for each trajectory before its group closes
 * @param control {@code shuffle} for a control experiment, else {@code none}
 * @param normalization {@code normalize_then_sum} or {@code sum_then_normalize}; the first is GDPO without its last stage,
 *     the normalisation over a batch, which a stream does not have
 */
public record RewardConfig(
        Map<String, Double> weights,
        List<String> external,
        RequiredScorers required,
        RewardControl control,
        Normalization normalization) {

    /** Scorers that judge images and say nothing of texts. */
    private static final Set<String> OF_IMAGES = Set.of("semantic", "instruction", "knowledge");

    /**
     * @throws IllegalArgumentException if a weight is not finite, none differs from 0, a required scorer has no weight, or
     *     an external one has no name
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
        external = List.copyOf(external);
        if (external.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("external must hold names of scorers, not \"\"");
        }
        for (OutputKind kind : OutputKind.values()) {
            for (String scorer : required.of(kind)) {
                if (!weights.containsKey(scorer)) {
                    throw new IllegalArgumentException("required." + kind.name().toLowerCase(Locale.ROOT)
                            + " names the scorer '" + scorer + "', which has no weight" + hint(scorer, weights.keySet())
                            + "; weights has "
                            + String.join(", ", weights.keySet()));
                }
            }
        }
    }

    private static String hint(String scorer, Set<String> known) {
        return EditDistance.nearest(scorer, known)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    /** With scorers that come with Millrace only. */
    public RewardConfig(
            Map<String, Double> weights, RequiredScorers required, RewardControl control, Normalization normalization) {
        this(weights, List.of(), required, control, normalization);
    }

    /** Accuracy, and a little for the form of the answer; for images all three of LVRPO's rewards alike. */
    public static RewardConfig defaults() {
        return of(Map.of("accuracy", 1.0, "format", 0.2, "semantic", 1.0, "instruction", 1.0, "knowledge", 1.0));
    }

    /** These weights, and else the defaults. */
    public static RewardConfig of(Map<String, Double> weights) {
        return new RewardConfig(
                weights, RequiredScorers.byWeight(), RewardControl.NONE, Normalization.NORMALIZE_THEN_SUM);
    }

    /** The weights in the order in which they are summed. */
    public SortedMap<String, Double> orderedWeights() {
        return new TreeMap<>(weights);
    }

    /** The scorers a group waits for. */
    public SortedSet<String> requiredScorers(OutputKind kind) {
        List<String> named = required.of(kind);
        if (!named.isEmpty()) {
            return new TreeSet<>(named);
        }
        TreeSet<String> scorers = new TreeSet<>();
        weights.forEach((scorer, weight) -> {
            if (weight != 0.0 && OF_IMAGES.contains(scorer) == (kind == OutputKind.IMAGE)) {
                scorers.add(scorer);
            }
        });
        return scorers;
    }
}
