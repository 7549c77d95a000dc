package dev.millrace.cli.models;

import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.EngineUnavailableException;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.policy.family.ComputeSettings;
import java.util.Optional;

/**
 * The native engine of this build on this machine.
 *
 * @param library what is loaded; empty if nothing can be
 * @param graphicsCards that it finds
 * @param problem why it cannot run as it was asked for; empty if it can
 */
public record EngineState(Optional<String> library, int graphicsCards, Optional<String> problem) {

    /** Starts the engine. */
    public static EngineState of(ComputeSettings compute) {
        try {
            PolicyEngine engine = PolicyEngine.start(EngineSettings.of(compute));
            return new EngineState(Optional.of(engine.library().toString()), engine.graphicsCards(), Optional.empty());
        } catch (EngineUnavailableException e) {
            return new EngineState(Optional.empty(), 0, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
