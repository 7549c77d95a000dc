package dev.millrace.runtime.access;

import dev.millrace.runtime.config.QuotasConfig;
import dev.millrace.schemas.access.Actor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a user may take of each broker; what is empty has no limit of its own.
 *
 * @param produced bytes written a second
 * @param consumed bytes read a second
 * @param requests share of the time of a broker's request threads, in percent of one thread
 */
public record Quota(OptionalDouble produced, OptionalDouble consumed, OptionalDouble requests) {

    static final String PRODUCED = "producer_byte_rate";
    static final String CONSUMED = "consumer_byte_rate";
    static final String REQUESTS = "request_percentage";

    private static final double BYTES_OF_A_MEGABYTE = 1e6;

    /** No limit. */
    public static final Quota NONE = new Quota(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    /** @throws IllegalArgumentException naming the limit that is not above 0 */
    public Quota {
        requirePositive("bytes written a second", produced);
        requirePositive("bytes read a second", consumed);
        requirePositive("percent of a thread", requests);
    }

    private static void requirePositive(String what, OptionalDouble value) {
        if (value.isPresent() && !(value.getAsDouble() > 0)) {
            throw new IllegalArgumentException(what + " must be above 0, not " + value.getAsDouble());
        }
    }

    /** That of a role as settings say; none where they say nothing of it. */
    public static Quota of(QuotasConfig settings, Actor actor) {
        return new Quota(
                scaled(settings.write().get(actor.word()), BYTES_OF_A_MEGABYTE),
                scaled(settings.read().get(actor.word()), BYTES_OF_A_MEGABYTE),
                scaled(settings.requests().get(actor.word()), 1));
    }

    private static OptionalDouble scaled(@Nullable Integer limit, double unit) {
        return limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit * unit);
    }

    static Quota of(Map<String, Double> limits) {
        return new Quota(limit(limits, PRODUCED), limit(limits, CONSUMED), limit(limits, REQUESTS));
    }

    private static OptionalDouble limit(Map<String, Double> limits, String name) {
        Double value = limits.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Those that there are, under Kafka's names. */
    public Map<String, Double> limits() {
        Map<String, Double> limits = new LinkedHashMap<>();
        produced.ifPresent(value -> limits.put(PRODUCED, value));
        consumed.ifPresent(value -> limits.put(CONSUMED, value));
        requests.ifPresent(value -> limits.put(REQUESTS, value));
        return limits;
    }
}
