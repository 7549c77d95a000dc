package dev.millrace.policy.family;

import dev.millrace.policy.rollout.RolloutEngine;

/** Sampling in this process, by the engine of the policy's family. */
public final class LocalEngineFactory implements RolloutEngineFactory<NoConfig> {

    /** What this type is called. */
    public static final String TYPE = "local";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<NoConfig> configType() {
        return NoConfig.class;
    }

    @Override
    public NoConfig defaults() {
        return new NoConfig();
    }

    @Override
    public RolloutEngine open(NoConfig config, EngineContext context) {
        return new LocalEngine(PolicyFamilies.found(), context);
    }
}
