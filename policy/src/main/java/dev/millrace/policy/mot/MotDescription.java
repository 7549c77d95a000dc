package dev.millrace.policy.mot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.model.PolicyConfig;
import java.util.EnumSet;
import java.util.Set;

/** What others must know of a policy of this family. Stateless and safe for all threads. */
public final class MotDescription {

    /** The family's name. */
    public static final String FAMILY = "mot";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private MotDescription() {}

    public static PolicyDescription of(PolicyConfig config) {
        Set<Ability> abilities =
                EnumSet.of(Ability.MEASURES_DEPENDENCY, Ability.GIVES_ENTROPIES, Ability.REPEATS_BY_SEED);
        if (config.drawing() != null) {
            abilities.add(Ability.DRAWS);
        }
        return new PolicyDescription(
                FAMILY,
                toJson(config),
                config.vocabulary(),
                config.maxPromptTokens(),
                config.maxResponseTokens(),
                abilities);
    }

    private static String toJson(PolicyConfig config) {
        try {
            return JSON.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an architecture of numbers and names is always valid JSON", e);
        }
    }

    /**
     * Reads an architecture as it stands in a manifest.
     *
     * @throws IllegalArgumentException if it is none
     */
    static PolicyConfig architecture(String json) {
        try {
            return JSON.readValue(json, PolicyConfig.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no architecture: " + json, e);
        }
    }
}
