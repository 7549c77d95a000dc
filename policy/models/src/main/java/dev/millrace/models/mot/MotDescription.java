package dev.millrace.models.mot;

import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import java.util.EnumSet;
import java.util.Set;

/** What others must know of a policy of this family. Stateless and safe for all threads. */
public final class MotDescription {

    /** The family's name. */
    public static final String FAMILY = "mot";

    private MotDescription() {}

    public static PolicyDescription of(PolicyConfig config) {
        Set<Ability> abilities =
                EnumSet.of(Ability.MEASURES_DEPENDENCY, Ability.GIVES_ENTROPIES, Ability.REPEATS_BY_SEED);
        if (config.drawing() != null) {
            abilities.add(Ability.DRAWS);
        }
        return new PolicyDescription(
                FAMILY,
                Architecture.toJson(config),
                config.vocabulary(),
                config.maxPromptTokens(),
                config.maxResponseTokens(),
                abilities);
    }
}
