package dev.millrace.models.mot.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import java.util.EnumSet;
import java.util.Set;

/**
 * An architecture as others know it: JSON in one line, as it stands in the manifest of weights, and a description. Stateless
 * and safe for all threads.
 */
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

    /** What a policy of this architecture is. */
    public static PolicyDescription describe(PolicyConfig config) {
        Set<Ability> abilities =
                EnumSet.of(Ability.MEASURES_DEPENDENCY, Ability.GIVES_ENTROPIES, Ability.REPEATS_BY_SEED);
        if (config.drawing() != null) {
            abilities.add(Ability.DRAWS);
        }
        return new PolicyDescription(
                PolicyConfig.FAMILY,
                toJson(config),
                config.vocabulary(),
                config.maxPromptTokens(),
                config.maxResponseTokens(),
                abilities);
    }
}
