package dev.millrace.workers;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.LocalEngineFactory;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.workers.engines.measuring.MeasuredHere;

/** Opens what a worker samples with, and what measures beside it. Stateless. */
public final class EngineOpening {

    private EngineOpening() {}

    /**
     * Such an engine, which its caller closes; errors as {@link EngineConfig#open}.
     *
     * @param config whose dependency is decided
     */
    public static RolloutEngine open(WorkerConfig config, EngineContext context) {
        RolloutEngine sampler = config.engine().open(context);
        if (!config.dependency().measuresHere()) {
            return sampler;
        }
        try {
            RolloutEngine local = new LocalEngineFactory().open(new NoConfig(), context);
            return new MeasuredHere(sampler, local, config.measuredVersions());
        } catch (RuntimeException e) {
            sampler.close();
            throw e;
        }
    }
}
