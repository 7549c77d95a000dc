package dev.millrace.workers;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.LocalEngineFactory;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.schemas.failure.UsageException;
import dev.millrace.schemas.secret.References;
import dev.millrace.schemas.secret.ResolvedSettings;
import dev.millrace.schemas.secret.UnresolvedReferenceException;

/**
 * What a worker samples with.
 *
 * @param type {@code local}, or a type that comes with a jar on the class path
 * @param config the settings of its type
 */
public record EngineConfig(String type, Record config) {

    /** In the process of the worker. */
    public static EngineConfig defaults() {
        return new EngineConfig(LocalEngineFactory.TYPE, new NoConfig());
    }

    /** Whether it is in the process of the worker. */
    public boolean samplesHere() {
        return type.equals(LocalEngineFactory.TYPE);
    }

    /**
     * Such an engine, which its caller closes.
     *
     * @throws IllegalArgumentException naming the known types, if there is no such type
     * @throws UsageException naming the setting whose reference stands for nothing
     * @throws RuntimeException if it cannot be opened
     */
    public RolloutEngine open(EngineContext context) {
        try {
            Record plain = new ResolvedSettings(References.ofProcess()).of("worker.engine.config", config);
            return RolloutEngineTypes.found().open(type, plain, context);
        } catch (UnresolvedReferenceException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
