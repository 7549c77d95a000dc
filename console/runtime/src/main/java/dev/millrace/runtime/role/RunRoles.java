package dev.millrace.runtime.role;

import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerRole;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.streams.metrics.MetricsTopology;
import dev.millrace.streams.scoring.BuiltInScorers;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.Origin;
import dev.millrace.streams.topology.Placement;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.streams.topology.StreamsRoleConfig;
import dev.millrace.workers.RolloutWorker;
import java.time.Clock;
import java.time.Duration;

/** Makes the roles of one run from its configuration; none of them is started. */
public final class RunRoles {

    private static final Duration METRICS_COMMIT = Duration.ofSeconds(1);

    private final MillraceConfig config;
    private final Tokenizer tokenizer;
    private final Clock clock;

    public RunRoles(MillraceConfig config, Tokenizer tokenizer, Clock clock) {
        this.config = config;
        this.tokenizer = tokenizer;
        this.clock = clock;
    }

    /** @param id unlike that of any other worker that runs at the same time */
    public RolloutWorker worker(String id) {
        return new RolloutWorker(
                config.kafka().connection(),
                new RunNames(config.kafka().topics(), config.run().id()).worker(id),
                config.worker().with(config.worker().dependency().decided(config.readsDependency())),
                config.run().seed(),
                config.learner().batchGroups(),
                config.learner().weights().maxBytes(),
                tokenizer,
                ImageDecoder.PNG,
                drawing -> Policies.autoencoder(config.policy().checkpoint(), drawing),
                clock);
    }

    /** @throws IllegalArgumentException naming the known ones, if there is no such scorer */
    public ScorerRole scorer(String name) {
        return new ScorerRole(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                config.scorer(),
                BuiltInScorers.named(
                        name, config.kafka().connection(), config.kafka().topics(), config.scorer()),
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
                new Placement(config.kafka().partitions()));
    }

    /** What the run comes to, for those who watch. Commits once a second: nobody waits for it. */
    public StreamsRole metrics() {
        StreamsRoleConfig streams = config.streams();
        return new StreamsRole(
                config.kafka().connection(),
                config.kafka().topics(),
                config.run().id(),
                new StreamsRoleConfig(
                        streams.stateDir(), 1, METRICS_COMMIT, streams.patience(), streams.groupProtocol()),
                config.kafka().catalogue().durability(),
                new RunNames(config.kafka().topics(), config.run().id()).metrics(),
                MetricsTopology.build(
                        config.run().id(),
                        config.kafka().topics(),
                        new AvroSerdes(config.kafka().connection()),
                        config.kafka().partitions()));
    }

    /**
     * @param base the policy the run begins with
     * @param listener hears of each step
     */
    public LearnerRole learner(SavedModel base, LearnerListener listener) {
        return new LearnerRole(
                config.kafka().connection(),
                new RunNames(config.kafka().topics(), config.run().id()),
                config.learner(),
                config.run().seed(),
                TrainableModel.of(base, tokenizer),
                clock,
                listener);
    }
}
