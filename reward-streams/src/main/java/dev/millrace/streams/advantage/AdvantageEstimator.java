package dev.millrace.streams.advantage;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes group-relative advantages of rewards.
 *
 * <p>Every estimator keeps this contract: as many advantages as rewards; exactly 0 for each where all rewards are
 * equal; their sum is 0 within 1e-5 · G; all finite; the same rewards give bitwise the same advantages. Estimators are
 * immutable and safe on any thread.
 */
public sealed interface AdvantageEstimator permits Grpo, DrGrpo, Rloo {

    /** The name by which configuration and records know it. */
    String name();

    /** The advantages of one group, in the order of its rewards. */
    Advantages estimate(GroupRewards rewards);

    /** The estimator that a configuration asks for. */
    static AdvantageEstimator of(AdvantageConfig config) {
        Function<AdvantageConfig, AdvantageEstimator> known = Known.BY_NAME.get(config.estimator());
        if (known == null) {
            throw Known.unknown(config.estimator());
        }
        return known.apply(config);
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
                        Rloo.NAME, config -> new Rloo()));

        private Known() {}

        private static IllegalArgumentException unknown(String name) {
            return new IllegalArgumentException(
                    "estimator must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
    }
}
