package dev.millrace.policy.family;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a checkpoint is, for people.
 *
 * @param parameters numbers that can be trained, each counted once
 * @param facts what else is to be said, by its name, in order
 */
public record CheckpointFacts(long parameters, Map<String, String> facts) {

    public CheckpointFacts {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
