package dev.millrace.runtime.config;

import dev.millrace.schemas.id.RunId;

/**
 * Which training run this is.
 *
 * @param id stands in every record, and in the names of consumer groups and transactional ids
 * @param seed every random choice of the run derives from it
 */
public record RunConfig(RunId id, long seed) {

    /** Readers whose numbers are doubles hold every whole number up to this one. */
    private static final long LARGEST = (1L << 53) - 1;

    /** @throws IllegalArgumentException if the seed is beyond ±(2^53 - 1) */
    public RunConfig {
        if (seed < -LARGEST || seed > LARGEST) {
            throw new IllegalArgumentException("seed must be within ±" + LARGEST + ", not " + seed
                    + ": it stands in records that other languages read");
        }
    }

    public static RunConfig defaults() {
        return new RunConfig(new RunId("demo"), 1);
    }
}
