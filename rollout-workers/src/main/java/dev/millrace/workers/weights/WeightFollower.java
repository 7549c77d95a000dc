package dev.millrace.workers.weights;

import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.schemas.weights.CorruptWeights;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightOutcome;
import dev.millrace.schemas.weights.WholeWeights;
import dev.millrace.workers.metrics.WorkerMetrics;
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
 * Keeps the newest whole version of the weights in the slot.
 *
 * <p>At its start it catches up with the newest version in the log; whatever is older is never made into weights. A
 * version that is damaged is kept out, and the one before is served on. {@link #run} is for a thread of its own;
 * {@link #stop} for any.
 */
public final class WeightFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WeightFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final WeightLog weights;
    private final UpdateReader reader;
    private final WeightLoader loader;
    private final PolicySlot slot;
    private final WorkerMetrics metrics;
    private final Clock clock;
    private volatile boolean stopping;

    /**
     * @param consumer the one that {@code weights} reads with; closed with this follower
     * @param slot where the versions go; stays the caller's own
     */
    public WeightFollower(
            Consumer<byte[], byte[]> consumer,
            WeightLog weights,
            UpdateReader reader,
            WeightLoader loader,
            PolicySlot slot,
            WorkerMetrics metrics,
            Clock clock) {
        this.consumer = consumer;
        this.weights = weights;
        this.reader = reader;
        this.loader = loader;
        this.slot = slot;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Follows until {@link #stop}.
     *
     * @throws org.apache.kafka.common.KafkaException if the topic is missing or may not be read
     */
    public void run() {
        try {
            catchUp();
            while (!stopping) {
                applyNewest(weights.poll(POLL));
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

    private void apply(WholeWeights whole) {
        Instant begun = clock.instant();
        PolicyWeights loaded;
        try {
            loaded = loader.load(reader.read(whole));
        } catch (UpdateException e) {
            metrics.weightsRefused();
            log.atError()
                    .addKeyValue("version", whole.version())
                    .setCause(e)
                    .log("weights refused; those before are served on");
            return;
        }
        weights.confirm(whole.version());
        Instant publishedAt = whole.manifest().getPublishedAt();
        slot.swap(new AppliedWeights(loaded, whole.manifest().getSettledGroups(), publishedAt));
        Instant applied = clock.instant();
        metrics.weightsApplied(
                whole.version(), Duration.between(publishedAt, applied), Duration.between(begun, applied));
        log.atDebug()
                .addKeyValue("version", whole.version())
                .addKeyValue("settled_groups", whole.manifest().getSettledGroups())
                .addKeyValue("lag_ms", Duration.between(publishedAt, applied).toMillis())
                .log("weights applied");
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
