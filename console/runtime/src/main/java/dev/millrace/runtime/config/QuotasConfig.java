package dev.millrace.runtime.config;

import dev.millrace.schemas.access.Actor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the user of a role may take of each broker, by the role's name; who is not named has no limit.
 *
 * @param write megabytes that may be written a second, from 1 to 2147, for instance {@code worker: 20}
 * @param read megabytes that may be read a second, from 1 to 2147
 * @param requests time that a broker's threads may spend on requests, in percent of one thread, at least 1
 */
public record QuotasConfig(Map<String, Integer> write, Map<String, Integer> read, Map<String, Integer> requests) {

    /** No limits. */
    public static final QuotasConfig NONE = new QuotasConfig(Map.of(), Map.of(), Map.of());

    /** Operators of Kafka write bytes as 32-bit numbers. */
    private static final int MOST_MEGABYTES = 2147;

    /** @throws IllegalArgumentException if a value is out of its range; the message begins with its key */
    public QuotasConfig {
        write = checked("write", write, MOST_MEGABYTES);
        read = checked("read", read, MOST_MEGABYTES);
        requests = checked("requests", requests, Integer.MAX_VALUE);
    }

    private static Map<String, Integer> checked(String key, Map<String, Integer> limits, int most) {
        limits.forEach((role, limit) -> {
            if (Arrays.stream(Actor.values()).noneMatch(actor -> actor.word().equals(role))) {
                throw new IllegalArgumentException(key + "." + role + " names no role; there are "
                        + Arrays.stream(Actor.values()).map(Actor::word).collect(Collectors.joining(", ")));
            }
            if (limit < 1 || limit > most) {
                throw new IllegalArgumentException(key + "." + role + " must be "
                        + (most == Integer.MAX_VALUE ? "at least 1" : "from 1 to " + most) + ", not " + limit);
            }
        });
        return Collections.unmodifiableMap(new TreeMap<>(limits));
    }
}
