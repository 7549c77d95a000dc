package dev.millrace.workers.weights;

import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.lineage.RecordedVersions;
import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.notice.RepeatedFailure;
import dev.millrace.schemas.store.DamagedObjectException;
import dev.millrace.schemas.weights.CorruptWeights;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightOutcome;
import dev.millrace.schemas.weights.WholeWeights;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine serve the newest whole version of the weights.
 *
 * <p>At its start it catches up with the newest version in the log; whatever is older is never made into weights. A
 * version that is damaged is kept out, and the one before is served on. {@link #run} is for a thread of its own;
 * {@link #stop} for any.
 */
public final class WeightFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WeightFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final WeightLog weights;
    private final UpdateReader reader;
    private final RolloutEngine engine;
    private final AppliedVersions versions;
    private final WorkerMetrics metrics;
    private final Clock clock;
    private final RepeatedFailure away;
    private @Nullable WholeWeights unread;
    private Instant nextTry = Instant.EPOCH;
    private int lineage;
    private volatile boolean stopping;

    /**
     * @param consumer the one that {@code weights} reads with; closed with this follower
     * @param engine what the versions are applied to; stays the caller's own
     * @param versions hears of each that is served
     */
    public WeightFollower(
            Consumer<byte[], byte[]> consumer,
            WeightLog weights,
            UpdateReader reader,
            RolloutEngine engine,
            AppliedVersions versions,
            WorkerMetrics metrics,
            Clock clock) {
        this.consumer = consumer;
        this.weights = weights;
        this.reader = reader;
        this.engine = engine;
        this.versions = versions;
        this.metrics = metrics;
        this.clock = clock;
        this.away = new RepeatedFailure(
                log, "weights cannot be read or brought to servers; trying again, those before are served on", clock);
    }

    /**
     * Follows until {@link #stop}.
     *
     * @throws ForeignBaseException if the versions are adapters over other weights than this process has
     * @throws org.apache.kafka.common.KafkaException if the topic is missing or may not be read
     */
    public void run() {
        try {
            catchUp();
            while (!stopping) {
                applyNewest(weights.poll(POLL));
                tryAgain();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        }
    }

    private void catchUp() {
        while (!stopping) {
            try {
                Optional<WholeWeights> newest = weights.latest(PATIENCE);
                newest.ifPresent(this::apply);
                return;
            } catch (TimeoutException e) {
                log.atWarn().setCause(e).log("weights cannot be read yet");
            }
        }
    }

    /** Of several versions that came together only the newest is worth its memory. */
    private void applyNewest(List<WeightOutcome> outcomes) {
        @Nullable WholeWeights newest = null;
        for (WeightOutcome outcome : outcomes) {
            if (outcome instanceof WholeWeights whole) {
                newest = whole;
            } else if (outcome instanceof CorruptWeights) {
                metrics.weightsRefused();
            }
        }
        if (newest != null) {
            apply(newest);
        }
    }

    /** A store or a server may be late, or away for a while; what the log once gave is verified already. */
    private void tryAgain() {
        WholeWeights waiting = unread;
        if (waiting != null && !clock.instant().isBefore(nextTry)) {
            apply(waiting);
        }
    }

    private void apply(WholeWeights whole) {
        unread = null;
        Instant begun = clock.instant();
        try {
            engine.apply(reader.read(whole));
        } catch (ForeignBaseException e) {
            // Later versions are over the same base: this worker would wait for ever.
            throw e;
        } catch (UpdateException e) {
            notApplied(whole, e);
            return;
        }
        away.over();
        weights.confirm(whole.version());
        Instant publishedAt = whole.manifest().getPublishedAt();
        versions.applied(whole.manifest().getSettledGroups());
        Instant applied = clock.instant();
        tellOfRewind(whole.manifest());
        metrics.weightsApplied(
                whole.version(), Duration.between(publishedAt, applied), Duration.between(begun, applied));
        log.atDebug()
                .addKeyValue("version", whole.version())
                .addKeyValue("settled_groups", whole.manifest().getSettledGroups())
                .addKeyValue("lag_ms", Duration.between(publishedAt, applied).toMillis())
                .log("weights applied");
    }

    /** What was sampled by abandoned versions is trained all the same, by its log-probabilities; none is sampled by them now. */
    private void tellOfRewind(WeightManifest manifest) {
        if (manifest.getLineage() > lineage) {
            lineage = manifest.getLineage();
            log.atInfo()
                    .addKeyValue("lineage", lineage)
                    .addKeyValue("step", RecordedVersions.step(manifest))
                    .addKeyValue("version", manifest.getVersion())
                    .log("the learner has gone back to a checkpoint; its weights are sampled with from now on");
        }
    }

    /** What cannot be read or brought now is tried again, as stores and servers come back; with what is damaged that would not help. */
    private void notApplied(WholeWeights whole, UpdateException failure) {
        if (passes(failure)) {
            unread = whole;
            nextTry = clock.instant().plus(STORE_PATIENCE);
            away.occurred(failure);
            return;
        }
        metrics.weightsRefused();
        log.atError()
                .addKeyValue("version", whole.version())
                .setCause(failure)
                .log("weights refused; those before are served on");
    }

    private static boolean passes(UpdateException failure) {
        CauseChain chain = CauseChain.of(failure);
        return chain.holds(IOException.class) && !chain.holds(DamagedObjectException.class);
    }

    /** Ends {@link #run} soon. May be called from any thread and more than once. */
    public void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Closes the consumer; to be called on the thread that ran. */
    @Override
    public void close() {
        consumer.close();
    }
}
