package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Distributes the advantage of each trajectory over its tokens. A reshaper sees the whole group, since some methods
 * weigh a response against the others. Reshapers are immutable and safe on any thread; the same input gives bitwise the
 * same output.
 */
public sealed interface Reshaper permits NoReshaping, WeighingReshaper {

    /** The name by which configuration and records know it. */
    String name();

    /** What it reads of the tokens; what was not measured leaves a response as it is. */
    Measure reads();

    /**
     * The token advantages of a group.
     *
     * @param group the group's id, which seeds what is random
     * @param responses its responses
     * @return one entry per response, in the same order
     */
    List<ReshapedTokens> reshape(GroupId group, List<Response> responses);

    /** The reshaper that a configuration asks for. */
    static Reshaper of(ReshapingConfig config) {
        Function<ReshapingConfig, Reshaper> known = Known.BY_NAME.get(config.method());
        if (known == null) {
            throw Known.unknown(config.method());
        }
        return known.apply(config);
    }

    /** The names of all reshapers, in alphabetical order. */
    static List<String> names() {
        return List.copyOf(Known.BY_NAME.keySet());
    }

    /** @throws IllegalArgumentException if there is no reshaper of that name */
    static void requireKnown(String name) {
        if (!Known.BY_NAME.containsKey(name)) {
            throw Known.unknown(name);
        }
    }

    /** The registry of reshapers: a new method is added here and to {@link TokenWeigher}. */
    final class Known {

        private static final TreeMap<String, Function<ReshapingConfig, Reshaper>> BY_NAME = new TreeMap<>(Map.of(
                NoReshaping.NAME,
                config -> new NoReshaping(),
                Prpo.NAME,
                config -> new WeighingReshaper(Prpo.NAME, Prpo.robust(config.prpo())),
                Vppo.NAME,
                config -> new WeighingReshaper(Vppo.NAME, new Vppo(config.vppo())),
                Pgpo.NAME,
                config -> new WeighingReshaper(Pgpo.NAME, new Pgpo(config.pgpo())),
                EntropySelection.NAME,
                config -> new WeighingReshaper(EntropySelection.NAME, new EntropySelection(config.entropy())),
                ShuffledWeights.NAME,
                config -> new WeighingReshaper(ShuffledWeights.NAME, new ShuffledWeights(Prpo.robust(config.prpo()))),
                EvenWeights.NAME,
                config -> new WeighingReshaper(EvenWeights.NAME, new EvenWeights(Prpo.robust(config.prpo()))),
                Prpo.DEPENDENCY_ONLY,
                config -> new WeighingReshaper(Prpo.DEPENDENCY_ONLY, Prpo.dependencyOnly(config.prpo())),
                Prpo.BRITTLE_ONLY,
                config -> new WeighingReshaper(Prpo.BRITTLE_ONLY, Prpo.brittleOnly(config.prpo()))));

        private Known() {}

        private static IllegalArgumentException unknown(String name) {
            return new IllegalArgumentException(
                    "method must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
    }
}
