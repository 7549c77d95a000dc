package dev.millrace.policy.checkpoint;

import java.util.Map;

/**
 * The contents of {@code state.json}.
 *
 * @param digests SHA-256, in hexadecimal, of the other files by name
 */
public record StateFile(TrainingState state, Map<String, String> digests) {

    public static final String NAME = "state.json";
}
