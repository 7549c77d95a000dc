package dev.millrace.workers.weights;

import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * Makes weights of an update, of the architecture that it states. A run has one architecture, that of its first weights.
 * Confined to the follower's thread.
 */
public final class WeightLoader {

    private @Nullable PolicyConfig architecture;

    /**
     * The weights in native memory, owned by the caller.
     *
     * @throws UpdateException if the architecture is unreadable or another than before, or the update is damaged or cannot be
     *     read
     */
    public PolicyWeights load(PolicyUpdate update) {
        PolicyConfig stated = architecture(update);
        PolicyConfig known = architecture;
        if (known != null && !known.equals(stated)) {
            throw new UpdateException(
                    update.name() + " has the architecture " + stated + ", but the run began with " + known);
        }
        PolicyWeights weights = PolicyWeights.of(stated, update);
        architecture = stated;
        return weights;
    }

    private static PolicyConfig architecture(PolicyUpdate update) {
        try {
            return Architecture.parse(update.architecture());
        } catch (IllegalArgumentException e) {
            throw new UpdateException(update.name() + ": " + e.getMessage(), e);
        }
    }
}
