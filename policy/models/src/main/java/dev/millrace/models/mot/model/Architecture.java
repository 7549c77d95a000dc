package dev.millrace.models.mot.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** An architecture as it stands in the manifest of weights: JSON in one line. Stateless and safe for all threads. */
public final class Architecture {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Architecture() {}

    public static String toJson(PolicyConfig config) {
        try {
            return JSON.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an architecture of numbers and names is always valid JSON", e);
        }
    }

    /**
     * Reads an architecture.
     *
     * @throws IllegalArgumentException saying why it is none
     */
    public static PolicyConfig parse(String json) {
        try {
            return JSON.readValue(json, PolicyConfig.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "its architecture cannot be read: " + e.getOriginalMessage() + ": " + json, e);
        }
    }
}
