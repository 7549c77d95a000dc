package dev.millrace.console.role;

import dev.millrace.console.config.MillraceConfig;
import dev.millrace.learner.LearnerListener;
import dev.millrace.learner.LearnerNames;
import dev.millrace.learner.LearnerRole;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.streams.scoring.BuiltInScorers;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.workers.RolloutWorker;
import dev.millrace.workers.WorkerNames;
import java.time.Clock;

/** Makes the roles of one run from its configuration; none of them is started. */
public final class RunRoles {

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
                new WorkerNames(config.kafka().topics(), config.run().id(), id),
                config.worker().with(config.worker().dependency().decided(config.readsDependency())),
                config.run().seed(),
                config.learner().batchGroups(),
                tokenizer,
                ImageDecoder.PNG,
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
                config.assembly(),
                config.credit());
    }

    /**
     * @param base the policy the run begins with
     * @param listener hears of each step
     */
    public LearnerRole learner(SavedModel base, LearnerListener listener) {
        return new LearnerRole(
                config.kafka().connection(),
                new LearnerNames(config.kafka().topics(), config.run().id()),
                config.learner(),
                config.run().seed(),
                base,
                tokenizer.special(),
                ImageDecoder.PNG,
                clock,
                listener);
    }
}
