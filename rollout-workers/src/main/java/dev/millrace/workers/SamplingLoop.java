package dev.millrace.workers;

import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.gate.PublishedGroups;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptBatch;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.publishing.EncodedOutcome;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.PromptOutcome;
import dev.millrace.workers.sampling.GroupSampling;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts in, groups out, one batch at a time.
 *
 * <p>A batch goes through whole or not at all. After a failure the loop first learns from the broker how the transaction
 * ended, then reads again what was not committed. Confined to the worker's thread.
 */
final class SamplingLoop {

    private static final Logger log = LoggerFactory.getLogger(SamplingLoop.class);

    private static final Duration QUIET = Duration.ofMinutes(1);

    private final PromptIntake intake;
    private final GateWatch gate;
    private final Supplier<HeldRollouts> policies;
    private final GroupSampling sampling;
    private final GroupPublisher publisher;
    private final PublishedGroups published;
    private final WorkerConfig config;
    private final WorkerMetrics metrics;
    private final Clock clock;
    private final WaitNotice notice;
    private boolean recovered;
    private boolean admitting;
    private @Nullable Instant lingeringSince;

    /** @param policies gives what samples the next batch; each is closed after it */
    SamplingLoop(
            PromptIntake intake,
            GateWatch gate,
            Supplier<HeldRollouts> policies,
            GroupSampling sampling,
            GroupPublisher publisher,
            PublishedGroups published,
            WorkerConfig config,
            WorkerMetrics metrics,
            Clock clock) {
        this.intake = intake;
        this.gate = gate;
        this.policies = policies;
        this.sampling = sampling;
        this.publisher = publisher;
        this.published = published;
        this.config = config;
        this.metrics = metrics;
        this.clock = clock;
        this.notice = new WaitNotice(clock, QUIET);
    }

    /** Goes one step: reads prompts, and samples and publishes a batch if there is one to begin. */
    void step() {
        if (!recovered && !recover()) {
            return;
        }
        boolean full = intake.waiting() >= config.batchPrompts();
        long begun = System.nanoTime();
        intake.poll(full && admitting ? Duration.ZERO : config.gatePoll(), config.batchPrompts());
        if (full && !admitting) {
            // A consumer whose partitions are paused may return at once, and the gate is a question to the broker.
            LockSupport.parkNanos(config.gatePoll().toNanos() - (System.nanoTime() - begun));
        }
        if (intake.onlyPassedOver()) {
            publish(intake.take(0), List.of());
            return;
        }
        awaitPrompts();
        int admitted = admitted();
        admitting = admitted > 0;
        if (admitted > 0 && (admitted == config.batchPrompts() || lingered())) {
            begin(admitted);
        }
    }

    private void awaitPrompts() {
        if (intake.waiting() > 0) {
            notice.over();
            return;
        }
        notice.waiting().ifPresent(level -> log.atLevel(level)
                .addKeyValue("partitions", intake.assigned().size())
                .addKeyValue("waited_s", notice.waited().toSeconds())
                .log(
                        intake.assigned().isEmpty()
                                ? "waiting for partitions of the prompts: other workers have them all"
                                : "waiting for prompts of a feeder"));
    }

    /** Samples and publishes so many groups, or as many of them as other workers leave room for. */
    private void begin(int admitted) {
        Set<TopicPartition> own = intake.assigned();
        int claimed = gate.claim(own, admitted);
        if (claimed == 0) {
            return;
        }
        lingeringSince = null;
        try {
            PromptBatch batch = intake.take(claimed);
            publish(batch, sample(batch));
        } finally {
            gate.release(own);
        }
    }

    /** Begins anew: whatever an earlier producer of this worker left open is ended first. */
    private boolean recover() {
        try {
            if (publisher.open()) {
                intake.rewind();
                recovered = true;
            }
        } catch (RetriableException e) {
            log.atWarn().setCause(e).log("the committed offsets cannot be read yet");
        }
        return recovered;
    }

    private int admitted() {
        int most = Math.min(intake.waiting(), config.batchPrompts());
        return most == 0 ? 0 : Math.min(most, gate.capacity(intake.assigned()));
    }

    /** A batch smaller than it could be waits a moment for more prompts and more room. */
    private boolean lingered() {
        Instant now = clock.instant();
        Instant since = lingeringSince;
        if (since == null) {
            lingeringSince = now;
            since = now;
        }
        return !now.isBefore(since.plus(config.batchLinger()));
    }

    private List<PromptOutcome> sample(PromptBatch batch) {
        Instant begun = clock.instant();
        try (HeldRollouts policy = policies.get()) {
            return sampling.sample(batch.prompts(), policy);
        } finally {
            metrics.sampled(Duration.between(begun, clock.instant()));
        }
    }

    private void publish(PromptBatch batch, List<PromptOutcome> made) {
        List<EncodedOutcome> encoded = publisher.encode(made);
        List<PromptOutcome> outcomes =
                encoded.stream().map(EncodedOutcome::outcome).toList();
        List<PromptOutcome.Sampled> sampled = outcomes.stream()
                .filter(PromptOutcome.Sampled.class::isInstance)
                .map(PromptOutcome.Sampled.class::cast)
                .toList();
        Map<TopicPartition, PartitionProgress> progress =
                batch.progress(sampled.stream().map(PromptOutcome::group).collect(Collectors.toSet()));
        if (!publisher.publish(encoded, progress, intake.membership())) {
            recovered = false;
            metrics.retried();
            return;
        }
        intake.committed(progress);
        published.committed(progress);
        note(outcomes, sampled);
    }

    private void note(List<PromptOutcome> outcomes, List<PromptOutcome.Sampled> sampled) {
        long tokens = 0;
        long sequences = 0;
        for (PromptOutcome.Sampled group : sampled) {
            for (Trajectory trajectory : group.trajectories()) {
                tokens += trajectory.getTokens().remaining() / Integer.BYTES;
                sequences++;
            }
        }
        metrics.published(sampled.size(), sequences, tokens);
        metrics.refused(outcomes.size() - sampled.size());
        for (PromptOutcome outcome : outcomes) {
            if (outcome instanceof PromptOutcome.Refused refused) {
                GroupId group = refused.group();
                log.atWarn()
                        .addKeyValue("group", group)
                        .addKeyValue("reason", refused.reason())
                        .addKeyValue("detail", refused.detail())
                        .log("prompt refused");
            }
        }
        log.atDebug()
                .addKeyValue("groups", sampled.size())
                .addKeyValue("tokens", tokens)
                .log("groups published");
    }
}
