package dev.millrace.workers;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.WorkerNames;
import dev.millrace.workers.batches.BatchSampler;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.sampling.ArchivedImages;
import dev.millrace.workers.sampling.BatchPreparation;
import dev.millrace.workers.sampling.GroupSampling;
import dev.millrace.workers.sampling.PolicyPreparation;
import dev.millrace.workers.sampling.RolloutSettings;
import java.time.Clock;
import java.util.Optional;

/** Makes what samples batches of an engine, once there are weights that say what the engine can do. */
final class SamplerOpening {

    private final WorkerNames names;
    private final WorkerConfig config;
    private final long runSeed;
    private final WorkerMetrics metrics;
    private final Clock clock;

    SamplerOpening(WorkerNames names, WorkerConfig config, long runSeed, WorkerMetrics metrics, Clock clock) {
        this.names = names;
        this.config = config;
        this.runSeed = runSeed;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * A sampler, which its caller closes; engine and archive stay the caller's own.
     *
     * @throws IllegalArgumentException if the configuration does not fit the policy
     */
    BatchSampler sampler(RolloutEngine engine, ImageArchive archive) {
        PolicyDescription policy = engine.description();
        SamplingFit.of(config, policy).ifPresent(misfit -> {
            throw new IllegalArgumentException(misfit);
        });
        PolicyPreparation preparation =
                new PolicyPreparation(engine.format(), new ArchivedImages(archive), policy.can(Ability.DRAWS), clock);
        return new BatchSampler(
                engine::hold,
                engine.demand(),
                new BatchPreparation(runSeed, preparation, config.imagePatience(), clock),
                new GroupSampling(
                        new RolloutSettings(config.sampling(), dependency(policy), config.drawing()),
                        engine.format().digests(),
                        names.worker(),
                        metrics,
                        clock),
                metrics,
                clock);
    }

    private Optional<DependencySettings> dependency(PolicyDescription policy) {
        Optional<DependencySettings> dependency = config.dependency().settings();
        if (dependency.isPresent() && !policy.can(Ability.MEASURES_DEPENDENCY)) {
            throw new IllegalArgumentException(
                    "the run reads how much tokens depend on the image, but what samples for "
                            + "the policy of run " + names.run() + " (family " + policy.family()
                            + ") cannot measure it; set "
                            + "reshaping.method and learner.objective to such as do not read it, or worker.dependency.enabled "
                            + "to never");
        }
        return dependency;
    }
}
