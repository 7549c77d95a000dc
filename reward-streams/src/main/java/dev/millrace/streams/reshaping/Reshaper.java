package dev.millrace.streams.reshaping;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Distributes the advantage of each trajectory over its tokens. A reshaper sees the whole group, since some methods
 * weigh a response against the others. Reshapers are immutable and safe on any thread.
 */
public sealed interface Reshaper permits NoReshaping {

    /** The name by which configuration and records know it. */
    String name();

    /**
     * The token advantages of a group.
     *
     * @param group its responses
     * @return one entry per response, in the same order
     */
    List<TokenAdvantages> reshape(List<Response> group);

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

    /** The registry of reshapers: a new one is added here and to {@code permits}. */
    final class Known {

        private static final TreeMap<String, Function<ReshapingConfig, Reshaper>> BY_NAME =
                new TreeMap<>(Map.of(NoReshaping.NAME, config -> new NoReshaping()));

        private Known() {}

        private static IllegalArgumentException unknown(String name) {
            return new IllegalArgumentException(
                    "method must be one of " + String.join(", ", BY_NAME.keySet()) + ", not '" + name + "'");
        }
    }
}
