package dev.millrace.runtime.role;

import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.EngineMemory;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.memory.MemoryCheck;
import dev.millrace.runtime.memory.Workloads;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.metrics.MetricsTopology;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.streams.topology.GroupPlacement;
import dev.millrace.streams.topology.Origin;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.streams.topology.StreamsRoleConfig;
import dev.millrace.workers.EngineOpening;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.WorkerConfig;
import java.time.Clock;
import java.time.Duration;

/** Makes the roles of one run from its configuration; none of them is started. */
public final class RunRoles {

    private static final Duration METRICS_COMMIT = Duration.ofSeconds(1);

    /** How long prompts will be is not known before they come; what does not fit even so is refused. */
    private static final int LEAST_PROMPT = 1;

    private final MillraceConfig config;
    private final Clock clock;

    public RunRoles(MillraceConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * @param id unlike that of any other worker that runs at the same time
     * @throws dev.millrace.schemas.failure.UsageException if its policy cannot fit into memory
     */
    public RolloutWorker worker(String id) {
        if (config.worker().engine().samplesHere()) {
            MemoryCheck.require(
                    Policies.files(config.policy()),
                    config.policy().compute(),
                    Workloads.sampling(config, LEAST_PROMPT));
        }
        Policies.requireMeasurable(config);
        if (config.measuresInWorkers()) {
            MemoryCheck.require(
                    Policies.files(config.policy()),
                    config.policy().compute(),
                    Workloads.measuring(config, LEAST_PROMPT));
        }
        WorkerConfig sampling =
                config.worker().with(config.worker().dependency().decided(config.readsDependency()));
        EngineMemory memory = new EngineMemory();
        return new RolloutWorker(
                config.kafka().connection(),
                new RunNames(config.kafka().topics(), config.run().id()).worker(id),
                sampling,
                config.run().seed(),
                config.learner().batchGroups(),
                config.learner().weights().acceptance(),
                () -> engine(sampling, memory),
                clock);
    }

    /** What samples and measures, for one worker. */
    private RolloutEngine engine(WorkerConfig sampling, EngineMemory memory) {
        return EngineOpening.open(
                sampling,
                new EngineContext(
                        Policies.sampledBy(sampling.engine(), Policies.files(config.policy())),
                        config.policy().compute(),
                        memory));
    }

    /** @throws IllegalArgumentException naming the known ones, if there is no such scorer, or another program runs it */
    public ScorerRole scorer(String name) {
        ScorerConfig declared = config.declared(name);
        KafkaConnection connection = config.kafka().connection();
        Topics topics = config.kafka().topics();
        ScorerContext context = new ScorerContext(name, ScorerRole.images(connection, topics, name, declared), clock);
        return new ScorerRole(
                connection,
                topics,
                config.run().id(),
                declared,
                config.scorer(),
                ScorerTypes.found().make(name, declared, context),
                clock);
    }

    public StreamsRole streams() {
        return new StreamsRole(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                config.streams(),
                config.kafka().catalogue().durability(),
                config.assembly(),
                config.credit(),
                Origin.of(config.run().seed()),
                new GroupPlacement(config.kafka().partitions()));
    }

    /** What the run comes to, for those who watch. Commits once a second: nobody waits for it. */
    public StreamsRole metrics() {
        StreamsRoleConfig streams = config.streams();
        return new StreamsRole(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                new StreamsRoleConfig(
                        streams.stateDir(), 1, METRICS_COMMIT, 0, streams.patience(), streams.groupProtocol()),
                config.kafka().catalogue().durability(),
                new RunNames(config.kafka().topics(), config.run().id()).metrics(),
                MetricsTopology.build(
                        config.run().id(),
                        config.kafka().topics(),
                        new AvroSerdes(config.kafka().connection()),
                        config.kafka().partitions(),
                        config.headline()));
    }

    /**
     * @param base the policy the run begins with
     * @param listener hears of each step
     * @throws dev.millrace.schemas.failure.UsageException if the policy cannot fit into memory
     */
    public LearnerRole learner(ModelSource base, LearnerListener listener) {
        MemoryCheck.require(base, config.policy().compute(), Workloads.training(config, LEAST_PROMPT));
        return new LearnerRole(
                config.kafka().connection(),
                new RunNames(config.kafka().topics(), config.run().id()),
                config.learner(),
                config.run().seed(),
                Policies.trainable(
                        Policies.sampledBy(config.worker().engine(), base),
                        config.policy().compute()),
                clock,
                listener);
    }
}
