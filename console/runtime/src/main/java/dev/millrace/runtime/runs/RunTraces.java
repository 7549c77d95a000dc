package dev.millrace.runtime.runs;

import dev.millrace.schemas.id.RunId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What a run has at the broker besides its records, and how far it is.
 *
 * @param run its id
 * @param groups whether somebody is in a group, by its name
 * @param internalTopics which Kafka Streams made for it
 * @param transactionalIds which the broker remembers
 * @param step its newest training step; empty where the log holds none
 * @param trainedAt when that was written
 */
public record RunTraces(
        RunId run,
        SortedMap<String, Boolean> groups,
        SortedSet<String> internalTopics,
        SortedSet<String> transactionalIds,
        OptionalInt step,
        Optional<Instant> trainedAt) {

    /** Whether somebody works in one of its groups. A learner alone is in none. */
    public boolean isWorking() {
        return groups.containsValue(true);
    }
}
