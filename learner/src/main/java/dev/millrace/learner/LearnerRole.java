package dev.millrace.learner;

import dev.millrace.learner.checkpoint.BestCheckpoints;
import dev.millrace.learner.checkpoint.CheckpointBackup;
import dev.millrace.learner.checkpoint.CheckpointObjects;
import dev.millrace.learner.checkpoint.LearnerCheckpoints;
import dev.millrace.learner.checkpoint.LearnerPosition;
import dev.millrace.learner.checkpoint.ResumeException;
import dev.millrace.learner.commit.CommittedState;
import dev.millrace.learner.commit.LearnerFencedException;
import dev.millrace.learner.commit.WeightDeltas;
import dev.millrace.learner.commit.WeightPublisher;
import dev.millrace.learner.commit.WeightTrimmer;
import dev.millrace.learner.experience.ArchivedPrompts;
import dev.millrace.learner.experience.ExperienceReader;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.weights.SigningKey;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightObjects;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 * committed ones to the last bit. Where it is to rewind instead ({@link Resume}), it begins a lineage at that checkpoint. A new run begins by publishing the base policy as version 0.
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
    private final Function<TrainingSettings, TrainablePolicy> policies;
    private final Clock clock;
    private final LearnerListener listener;
    private final WeightAcceptance accepted;
    private final Optional<SigningKey> signer;
    private final Revival revival;
    private volatile boolean stopping;
    private volatile @Nullable LearnerClients openClients;

    /**
     * @param runSeed seed of the run, kept in its checkpoints
     * @param policies makes the policy that the run begins with ready to be trained
     * @param listener hears of each step
     * @throws dev.millrace.schemas.failure.UsageException if a file of keys that the configuration names holds none
     */
    public LearnerRole(
            KafkaConnection connection,
            RunNames names,
            LearnerConfig config,
            long runSeed,
            Function<TrainingSettings, TrainablePolicy> policies,
            Clock clock,
            LearnerListener listener) {
        this.connection = connection;
        this.names = names;
        this.config = config;
        this.runSeed = runSeed;
        this.policies = policies;
        this.clock = clock;
        this.listener = listener;
        this.accepted = config.weights().acceptance();
        this.signer = config.weights().signer();
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
        try (LearnerClients clients = new LearnerClients(connection, names, accepted)) {
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
        try (TrainablePolicy policy = policies.apply(config.training());
                StepTrainer steps = new StepTrainer(policy, config.steps(), clock);
                CheckpointBackup backup = backup(clients)) {
            committed.ifPresent(state -> requireSame(policy, state));
            LearnerCheckpoints checkpoints = new LearnerCheckpoints(
                    config.checkpoint().folder(),
                    config.checkpoint().keep(),
                    staying(clients),
                    backup,
                    names.run(),
                    new LearnerCheckpoints.Provenance(config.digest(), policy.baseSha256(), runSeed));
            Optional<LearnerCheckpoints.Loaded> checkpoint = checkpoints.newestUpTo(
                    committed.map(CommittedState::version).orElse(0),
                    committed.map(CommittedState::lineages).orElse(Lineages.NONE),
                    config.checkpoint().every());
            checkpoint.ifPresent(loaded -> load(policy, loaded));
            Resume resume = config.resume().of(policy);
            Resumption resumption = Resumption.of(
                    resume,
                    committed,
                    checkpoint,
                    checkpoint
                            .map(LearnerCheckpoints.Loaded::position)
                            .orElseGet(() -> LearnerPosition.beginning(beginning(clients, committed))));
            TrainingLoop loop = loop(clients, policy, steps, resumption);
            Training training = new Training(config, policy, loop, checkpoints, listener, clock);
            if (resumption.rewinds()) {
                clients.experience().requireHeld(loop.position().nextOffset());
                checkpoint.ifPresent(loaded -> Resumption.requireSame(loaded, training.digest()));
            }
            PublishedSteps published = published(clients, policy, resumption, checkpoints);
            if (begin(training, loop, published, resumption, checkpoints.hint())) {
                train(training, published, resume);
                backup.finish(() -> stopping);
            }
            if (stopping && !training.isDone()) {
                published.stopped();
            }
        }
    }

    private CheckpointBackup backup(LearnerClients clients) {
        return config.checkpoint().store()
                ? CheckpointBackup.to(
                        clients.store()
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "learner.checkpoint.store is true, and there is no kafka.store")),
                        CheckpointObjects.of(names.topics(), names.run()),
                        config.checkpoint().folder(),
                        config.checkpoint().keep(),
                        clock)
                : CheckpointBackup.NONE;
    }

    private CheckpointStore.Staying staying(LearnerClients clients) {
        int best = config.checkpoint().keepBest();
        return best == 0 ? older -> Set.of() : new BestCheckpoints(best, clients.results(), clock);
    }

    /** A learner that revives in this process goes on from where it stands, if that is saved: no step is lost for it. */
    private void train(Training training, PublishedSteps published, Resume resume) {
        try {
            training.run(published, () -> stopping);
        } catch (RuntimeException e) {
            if (resume == Resume.REWIND && passes(e)) {
                training.saveWhatStands();
            }
            throw e;
        }
    }

    private PublishedSteps published(
            LearnerClients clients, TrainablePolicy policy, Resumption resumption, LearnerCheckpoints checkpoints) {
        return new PublishedSteps(
                names.run(),
                config,
                policy.digests(),
                clients.commits(),
                new WeightPublisher(
                        new WeightObjects(names.topics().weights(), names.run()),
                        clients.store(),
                        config.weights().mostBesideStore(),
                        config.weights().chunkBytes(),
                        new WeightDeltas(config.weights().anchorEvery()),
                        signer),
                new WeightTrimmer(
                        clients.committed().inventory(), config.weights().keep()),
                resumption.lineages(),
                checkpoints::oldestStep,
                listener,
                clock);
    }

    private static void requireSame(TrainablePolicy policy, CommittedState committed) {
        policy.difference(committed.architecture()).ifPresent(difference -> {
            throw new ResumeException("checkpoint: has another architecture: " + difference);
        });
        if (!policy.adapter().equals(committed.adapter())) {
            throw new ResumeException("learner.train and learner.lora: the run trains " + named(committed.adapter())
                    + ", and these settings ask for " + named(policy.adapter())
                    + "; resume with the settings that it was begun with");
        }
    }

    private static String named(Optional<AdapterForm> adapter) {
        return adapter.map(form -> "an adapter " + form).orElse("full weights");
    }

    /** Gets to where the log stands; false if it was stopped before. */
    private boolean begin(
            Training training, TrainingLoop loop, PublishedSteps published, Resumption resumption, String hint) {
        Optional<CommittedState> committed = resumption.committed();
        if (committed.isEmpty()) {
            published.begin(training.update(published), training.position());
            return true;
        }
        if (resumption.rewinds()) {
            published.rewind(
                    training.update(published),
                    training.position(),
                    committed.get().step());
            return true;
        }
        published.resume(committed.get().nextOffset());
        try {
            return CatchUp.run(loop, committed.get(), training::digest, hint, () -> stopping);
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
            return false;
        }
    }

    /** A run that has made no step yet wrote down where it begins. One that has lost its checkpoints begins anew. */
    private static long beginning(LearnerClients clients, Optional<CommittedState> committed) {
        return committed
                .filter(state -> state.version() == 0)
                .map(CommittedState::nextOffset)
                .orElseGet(() -> clients.experience().beginning());
    }

    private static void load(TrainablePolicy policy, LearnerCheckpoints.Loaded loaded) {
        try {
            policy.load(loaded.checkpoint().files());
        } catch (IllegalArgumentException e) {
            throw new ResumeException("checkpoint " + loaded.folder() + ": " + e.getMessage(), e);
        }
        log.atInfo().addKeyValue("checkpoint", loaded.folder()).log("checkpoint loaded");
    }

    private TrainingLoop loop(
            LearnerClients clients, TrainablePolicy policy, StepTrainer steps, Resumption resumption) {
        ExperienceReader reader = new ExperienceReader(
                names.run(),
                clients.experience(),
                clients.trajectories(),
                new ArchivedPrompts(clients.images().awaiting(ArchivedPrompts.PATIENCE), policy),
                clients.deadLetters()::publish,
                clock,
                config.batchGroups(),
                config.maxStaleness(),
                policy,
                resumption.lineages());
        return new TrainingLoop(config, reader, steps, listener, resumption.lineages(), resumption.position());
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
