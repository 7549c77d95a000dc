package dev.millrace.learner;

import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.CommittedState;
import dev.millrace.learner.commit.LearnerFencedException;
import dev.millrace.learner.experience.ArchivedPrompts;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.topic.RunNames;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The learner of a run, from its first version or from where it was left.
 *
 * <p>At its start it fences any other learner of the run, reads what the log has committed, takes the newest checkpoint
 * that is not ahead of it, repeats the steps in between from the experience log, and goes on only if the weights are the
 * committed ones to the last bit. A new run begins by publishing the base policy as version 0.
 *
 * <p>{@link #run} blocks and is called once; {@link #stop} may be called from any thread, and more than once.
 */
public final class LearnerRole {

    private static final Logger log = LoggerFactory.getLogger(LearnerRole.class);
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    private final KafkaConnection connection;
    private final RunNames names;
    private final LearnerConfig config;
    private final long runSeed;
    private final SavedModel base;
    private final SpecialTokens special;
    private final ImageDecoder decoder;
    private final Clock clock;
    private final LearnerListener listener;
    private final Revival revival;
    private volatile boolean stopping;
    private volatile @Nullable LearnerClients openClients;

    /**
     * @param runSeed seed of the run, kept in its checkpoints
     * @param base the policy that the run begins with, which is also its reference
     * @param special tokens with a meaning to the model
     * @param decoder reads the images of prompts, as the workers do
     * @param listener hears of each step
     */
    public LearnerRole(
            KafkaConnection connection,
            RunNames names,
            LearnerConfig config,
            long runSeed,
            SavedModel base,
            SpecialTokens special,
            ImageDecoder decoder,
            Clock clock,
            LearnerListener listener) {
        this.connection = connection;
        this.names = names;
        this.config = config;
        this.runSeed = runSeed;
        this.base = base;
        this.special = special;
        this.decoder = decoder;
        this.clock = clock;
        this.listener = listener;
        this.revival = new Revival("learner", LearnerRole::passes, clock);
    }

    /**
     * Trains until the last step, or until {@link #stop}; then saves a checkpoint of the last committed step. After a failure
     * that passes, as when a broker restarts, it resumes as a restarted one does.
     *
     * @throws dev.millrace.schemas.client.UnreachableException if broker or registry do not answer
     * @throws dev.millrace.learner.commit.LearnerFencedException if another learner of the run was started
     * @throws dev.millrace.learner.commit.CommitFailedException if a step could not be published
     * @throws ResumeException if the run cannot go on where it stood
     * @throws dev.millrace.learner.experience.ExperienceGoneException if the log no longer holds what must be trained next
     * @throws WeightsTooLargeException if the policy is larger than workers take
     * @throws RefusedStepsException if too many steps in a row were not finite
     * @throws dev.millrace.policy.checkpoint.CheckpointException if the base policy does not fit, or a checkpoint cannot be
     *     written
     */
    public void run() {
        try {
            revival.run(this::learn, () -> stopping);
        } catch (WakeupException | InterruptException e) {
            if (e instanceof WakeupException && !stopping) {
                throw e;
            }
            log.atInfo().addKeyValue("run", names.run()).log("learner stopped");
        }
    }

    private void learn() {
        new Preflight(connection, BROKER_PATIENCE).check();
        try (LearnerClients clients =
                new LearnerClients(connection, names, config.weights().maxBytes())) {
            openClients = clients;
            if (!stopping) {
                train(clients);
            }
        } catch (TransactionalIdAuthorizationException e) {
            throw Transactions.named(names.learner(), e);
        } finally {
            openClients = null;
        }
    }

    /** Whoever was fenced by another learner must not take over again. */
    private static boolean passes(Throwable failure) {
        return !(failure instanceof LearnerFencedException) && PassingFailure.is(failure);
    }

    private void train(LearnerClients clients) {
        Optional<CommittedState> committed = clients.committed().read();
        committed.ifPresent(state -> base.requireArchitecture(Architecture.parse(state.architecture())));
        try (PolicyWeights reference = base.toWeights(PolicyVersion.INITIAL)) {
            LearnerCheckpoints checkpoints = new LearnerCheckpoints(
                    config.checkpoint().folder(),
                    config.checkpoint().keep(),
                    names.run(),
                    new LearnerCheckpoints.Provenance(
                            config.digest(), reference.digest().whole(), runSeed),
                    base.autoencoder());
            Optional<LearnerCheckpoints.Loaded> checkpoint = checkpoints.newestUpTo(
                    committed.map(CommittedState::version).orElse(0),
                    config.checkpoint().every());
            try (PolicyTrainer trainer = trainer(checkpoint)) {
                LearnerPosition position = checkpoint
                        .map(LearnerCheckpoints.Loaded::position)
                        .orElseGet(() -> LearnerPosition.beginning(beginning(clients, committed)));
                TrainingLoop loop = loop(clients, trainer, reference, position);
                LearnerSession session = new LearnerSession(
                        names, config, base.config(), clients, trainer, loop, checkpoints, clock, listener);
                session.train(committed, () -> stopping);
            }
        }
    }

    /** A run that has made no step yet wrote down where it begins. One that has lost its checkpoints begins anew. */
    private static long beginning(LearnerClients clients, Optional<CommittedState> committed) {
        return committed
                .filter(state -> state.version() == 0)
                .map(CommittedState::nextOffset)
                .orElseGet(() -> clients.experience().beginning());
    }

    private PolicyTrainer trainer(Optional<LearnerCheckpoints.Loaded> checkpoint) {
        SavedModel model = checkpoint
                .map(loaded -> loaded.checkpoint().model().requireArchitecture(base.config()))
                .orElse(base);
        PolicyTrainer trainer = new PolicyTrainer(
                model.config(),
                model.tensors(),
                config.optimizer().adamW(),
                config.optimizer().maxGradNorm());
        checkpoint.ifPresent(loaded -> {
            try {
                trainer.loadOptimizer(loaded.checkpoint().optimizer());
            } catch (IllegalArgumentException e) {
                trainer.close();
                throw new ResumeException("checkpoint " + loaded.folder() + ": " + e.getMessage(), e);
            }
            log.atInfo().addKeyValue("checkpoint", loaded.folder()).log("checkpoint loaded");
        });
        return trainer;
    }

    private TrainingLoop loop(
            LearnerClients clients, PolicyTrainer trainer, PolicyWeights reference, LearnerPosition position) {
        ExperienceReader reader = new ExperienceReader(
                names.run(),
                clients.experience(),
                clients.trajectories(),
                new ArchivedPrompts(clients.images(), decoder, base.config()),
                clients.deadLetters()::publish,
                clock,
                config.batchGroups(),
                config.maxStaleness(),
                base.config());
        StepTrainer steps = new StepTrainer(
                trainer, Optional.of(reference), special, config.objective(), config.microBatchGroups(), clock);
        return new TrainingLoop(config, reader, steps, listener, position);
    }

    /** Ends {@link #run} soon: what is not committed by then is trained again after the next start. */
    public void stop() {
        stopping = true;
        LearnerClients clients = openClients;
        if (clients != null) {
            clients.wakeup();
        }
    }
}
