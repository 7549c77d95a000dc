package dev.millrace.streams.advantage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes group-relative advantages of rewards.
 *
 * <p>Every estimator keeps this contract: as many advantages as rewards; exactly 0 for each where all rewards are
 * equal; all finite; if it is {@link #centred}, their sum is 0 within 1e-5 · G; the same input gives bitwise the same
 * advantages. Estimators are immutable and safe on any thread.
 */
public sealed interface AdvantageEstimator permits Grpo, DrGrpo, Rloo, LengthWeighted, PassAtK, BestOfN {

    /** The name by which configuration and records know it. */
    String name();

    /** Whether the advantages of a group sum to 0. */
    boolean centred();

    /**
     * The advantages of one group, in the order of its rewards.
     *
     * @param lengths number of response tokens, or of trained denoising steps, of each trajectory; neither kept nor
     *     changed
     * @throws IllegalArgumentException if there are not as many lengths as rewards, or one is negative
     */
    default Advantages estimate(GroupRewards rewards, int... lengths) {
        requireLengths(rewards, lengths);
        return rewards.allEqual() ? Advantages.zero(rewards.size()) : ofUnequal(rewards, lengths);
    }

    /** What {@link #estimate} gives of checked rewards that are not all equal. */
    Advantages ofUnequal(GroupRewards rewards, int... lengths);

    /** The estimator that a configuration asks for. */
    static AdvantageEstimator of(AdvantageConfig config) {
        Function<AdvantageConfig, AdvantageEstimator> known = Known.BY_NAME.get(config.estimator());
        if (known == null) {
            throw Known.unknown(config.estimator());
        }
        return known.apply(config);
    }

    private static void requireLengths(GroupRewards rewards, int... lengths) {
        if (lengths.length != rewards.size()) {
            throw new IllegalArgumentException(lengths.length + " lengths for " + rewards.size() + " rewards");
        }
        for (int i = 0; i < lengths.length; i++) {
            if (lengths[i] < 0) {
                throw new IllegalArgumentException("length " + i + " of the group is " + lengths[i]);
            }
        }
    }

    /** The names of all estimators, in alphabetical order. */
    static List<String> names() {
        return List.copyOf(Known.BY_NAME.keySet());
    }

    /** @throws IllegalArgumentException if there is no estimator of that name */
    static void requireKnown(String name) {
        if (!Known.BY_NAME.containsKey(name)) {
            throw Known.unknown(name);
        }
    }

    /** The registry of estimators: a new one is added here and to {@code permits}. */
    final class Known {

        private static final TreeMap<String, Function<AdvantageConfig, AdvantageEstimator>> BY_NAME =
                new TreeMap<>(Map.of(
                        Grpo.NAME, config -> new Grpo(config.epsilon(), config.std()),
                        DrGrpo.NAME, config -> new DrGrpo(),
                        Rloo.NAME, config -> new Rloo(),
                        LengthWeighted.NAME, config -> new LengthWeighted(),
                        PassAtK.NAME, config -> new PassAtK(config.epsilon(), config.std()),
                        BestOfN.NAME, config -> new BestOfN()));

        private Known() {}

        private static IllegalArgumentException unknown(String name) {
            return new IllegalArgumentException(
                    "estimator must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
    }
}
