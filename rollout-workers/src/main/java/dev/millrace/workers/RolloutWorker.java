package dev.millrace.workers;

import dev.millrace.policy.rollout.EngineAwayException;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.client.Revival;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.topic.WorkerNames;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.workers.batches.BatchPublishing;
import dev.millrace.workers.batches.BatchSampler;
import dev.millrace.workers.gate.AdminOffsets;
import dev.millrace.workers.gate.Claims;
import dev.millrace.workers.gate.CommittedClaims;
import dev.millrace.workers.gate.GateInputs;
import dev.millrace.workers.gate.PublishedGroups;
import dev.millrace.workers.gate.StalenessGate;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.prompts.PromptReader;
import dev.millrace.workers.publishing.FencingLimit;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.IdTakenException;
import dev.millrace.workers.publishing.OutcomeRecords;
import dev.millrace.workers.weights.FirstWeights;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker role: samples a group of answers for each prompt of its run and publishes it whole.
 *
 * <p>{@link #run} blocks and is called once; {@link #stop} and {@link #metrics} may be called from any thread. Any number
 * of workers may serve a run, in one process or many, each with an id of its own.
 */
public final class RolloutWorker {

    private static final Logger log = LoggerFactory.getLogger(RolloutWorker.class);
    private static final Duration OFFSETS_PATIENCE = Duration.ofSeconds(10);

    private final KafkaConnection connection;
    private final WorkerNames names;
    private final WorkerConfig config;
    private final StalenessGate gate;
    private final WeightAcceptance accepted;
    private final Supplier<RolloutEngine> engines;
    private final Clock clock;
    private final WorkerClients clients;
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final SamplerOpening opening;
    private final FencingLimit fencing;
    private final Revival revival;
    private volatile boolean stopping;
    private volatile @Nullable ImageArchive openArchive;

    /**
     * @param runSeed seed of the run, from which the noise of all trajectories derives
     * @param batchGroups groups that the learner trains in one step
     * @param accepted which versions of the weights are taken
     * @param engines opens what samples; asked at each start, and closed by this worker
     */
    public RolloutWorker(
            KafkaConnection connection,
            WorkerNames names,
            WorkerConfig config,
            long runSeed,
            int batchGroups,
            WeightAcceptance accepted,
            Supplier<RolloutEngine> engines,
            Clock clock) {
        this.connection = connection;
        this.names = names;
        this.config = config;
        this.opening = new SamplerOpening(names, config, runSeed, metrics, clock);
        this.gate = new StalenessGate(config.maxStaleness(), batchGroups, config.maxConcurrent());
        this.accepted = accepted;
        this.engines = engines;
        this.clock = clock;
        this.clients = new WorkerClients(connection, names);
        this.fencing = new FencingLimit(names.transactionalId(), clock);
        this.revival = new Revival(names.worker(), RolloutWorker::passes, clock);
    }

    /** What this worker has done so far. */
    public WorkerMetrics metrics() {
        return metrics;
    }

    /**
     * Samples until {@link #stop}, or until the thread is interrupted, whose flag then stays set. Batches that were begun
     * are published before it stops, unless they wait for an image. After a failure that passes, as when a broker restarts, it begins
     * anew with the newest weights: what was not committed is sampled again.
     *
     * @throws IllegalStateException if no weights arrive within {@code weights_patience}, the policy or a follower fails,
     *     or another worker has the same id
     * @throws IllegalArgumentException if the configuration does not fit the policy
     * @throws org.apache.kafka.common.KafkaException if a topic is missing or may not be used
     */
    public void run() {
        try {
            revival.run(this::work, () -> stopping);
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } catch (InterruptException e) {
            log.atInfo().addKeyValue("worker", names.worker()).log("worker interrupted");
        }
    }

    /** Works with clients of its own, and the newest weights of the log, until it is stopped or fails. */
    private void work() {
        AvroSerdes serdes = new AvroSerdes(connection);
        try (RolloutEngine engine = engines.get();
                Followers followers = new Followers(clients, names, serdes, accepted, engine, metrics, clock);
                Admin admin = clients.admin();
                ImageArchive archive = ImageArchive.open(
                        connection, names.topics(), names.client("images"), config.imageCacheBytes())) {
            openArchive = archive;
            metrics.sampledBy(engine::figures);
            FirstWeights first =
                    new FirstWeights(names.run(), names.topics().weights(), config.weightsPatience(), clock);
            if (first.await(followers.versions(), () -> goesOn(followers))) {
                sample(serdes, followers, admin, opening.sampler(engine, archive));
            }
        } finally {
            openArchive = null;
        }
    }

    /** Another worker of the same id would fence this one for ever; that is no failure that passes. */
    private static boolean passes(Throwable failure) {
        return !(failure instanceof IdTakenException)
                && (failure instanceof EngineAwayException || PassingFailure.is(failure));
    }

    private boolean goesOn(Followers followers) {
        followers.check();
        return !stopping;
    }

    private void sample(AvroSerdes serdes, Followers followers, Admin admin, BatchSampler sampler) {
        PublishedGroups published =
                new PublishedGroups(new AdminOffsets(admin, names.of().workers(), OFFSETS_PATIENCE));
        Claims claims = new CommittedClaims(
                admin, names.of().workerClaims(), names.topics().prompts(), OFFSETS_PATIENCE);
        GateInputs inputs = new GateInputs(published, claims, followers::dropped, followers.versions()::settledGroups);
        PromptReader reader = new PromptReader(names.run(), serdes.deserializer(Prompt.class));
        try (ImageBlobs blobs = ImageBlobs.open(connection, names.topics());
                GroupPublisher publisher = new GroupPublisher(
                        clients::producer,
                        OutcomeRecords.of(names.run(), names.topics(), blobs, serdes, clock),
                        fencing);
                PromptIntake intake = new PromptIntake(
                        () -> clients.prompts(config.batchPrompts()),
                        reader,
                        names.topics().prompts())) {
            intake.open();
            GateWatch watch = new GateWatch(gate, inputs, metrics, config.reportEvery(), clock);
            BatchPublishing publishing = new BatchPublishing(intake, publisher, published, metrics);
            try (SamplingLoop loop = new SamplingLoop(intake, watch, sampler, publisher, publishing, config, clock)) {
                sample(loop, followers);
            }
        }
    }

    private void sample(SamplingLoop loop, Followers followers) {
        ProgressLog progress = new ProgressLog(names.worker(), metrics, config.reportEvery(), clock);
        try {
            while (goesOn(followers)) {
                loop.step();
                progress.report();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e; // else a batch waits for an image, and is not begun
            }
        }
        loop.finish();
    }

    /** Makes {@link #run} return soon. Does nothing when called again. */
    public void stop() {
        stopping = true;
        ImageArchive archive = openArchive;
        if (archive != null) {
            archive.wakeup();
        }
    }
}
