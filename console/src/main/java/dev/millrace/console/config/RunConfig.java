package dev.millrace.console.config;

import dev.millrace.schemas.id.RunId;

/**
 * Which training run this is.
 *
 * @param id stands in every record, and in the names of consumer groups and transactional ids
 * @param seed every random choice of the run derives from it
 */
public record RunConfig(RunId id, long seed) {

    public static RunConfig defaults() {
        return new RunConfig(new RunId("demo"), 1);
    }
}
