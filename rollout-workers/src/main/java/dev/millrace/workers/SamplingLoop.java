package dev.millrace.workers;

import dev.millrace.workers.batches.BatchPublishing;
import dev.millrace.workers.batches.BatchSampler;
import dev.millrace.workers.batches.BatchUnderWay;
import dev.millrace.workers.batches.BatchesUnderWay;
import dev.millrace.workers.prompts.PromptBatch;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.PromptOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts in, groups out, in batches: one after the other, or as many side by side as what samples wants. What is done is published
 * while the next is sampled.
 *
 * <p>A batch goes through whole or not at all, and batches go through in the order in which they were taken. After a failure
 * the loop first learns from the broker how the transaction ended, then reads again what was not committed; whatever was
 * under way is given up. Confined to the worker's thread. Closing it gives up what is under way.
 */
final class SamplingLoop implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SamplingLoop.class);

    private final PromptIntake intake;
    private final GateWatch gate;
    private final BatchSampler sampler;
    private final GroupPublisher publisher;
    private final BatchPublishing publishing;
    private final WorkerConfig config;
    private final Clock clock;
    private final PromptWatch prompts;
    private final BatchesUnderWay underWay = new BatchesUnderWay();
    private boolean recovered;
    private boolean admitting;
    private @Nullable Instant lingeringSince;

    /**
     * @param sampler closed with this loop
     * @param publisher opened by this loop, closed by its owner
     * @param publishing over the same intake and publisher
     */
    SamplingLoop(
            PromptIntake intake,
            GateWatch gate,
            BatchSampler sampler,
            GroupPublisher publisher,
            BatchPublishing publishing,
            WorkerConfig config,
            Clock clock) {
        this.intake = intake;
        this.gate = gate;
        this.sampler = sampler;
        this.publisher = publisher;
        this.publishing = publishing;
        this.config = config;
        this.clock = clock;
        this.prompts = new PromptWatch(intake, clock);
    }

    /**
     * Goes one step: reads prompts and begins a batch if one is wanted and admitted, then publishes what is done.
     *
     * @throws RuntimeException what sampling has thrown
     */
    void step() {
        if (!recovered && !recover()) {
            return;
        }
        if (!sampler.wantsAnother(underWay.running())) {
            awaitBatches(config.batchPrompts());
        }
        if (sampler.wantsAnother(underWay.running())) {
            takeIn();
        }
        publishDone();
    }

    /**
     * Waits a moment for batches, and stays in the group of workers, however long they take.
     *
     * @param ahead prompts to have at hand meanwhile, for the batch that comes next
     */
    private void awaitBatches(int ahead) {
        intake.poll(Duration.ZERO, ahead);
        underWay.await(config.gatePoll());
    }

    /** Publishes what was begun, and begins nothing. Errors as {@link #step}. */
    void finish() {
        while (!underWay.isEmpty()) {
            awaitBatches(0);
            publishDone();
        }
    }

    private void takeIn() {
        boolean full = intake.waiting() >= config.batchPrompts();
        // What is done is not held up.
        Duration patience = underWay.isOldestDone() ? Duration.ZERO : config.gatePoll();
        // A consumer whose partitions are all paused, as they are then, does not wait: it looks again and again until
        // its time is up.
        intake.poll(full ? Duration.ZERO : patience, config.batchPrompts());
        if (full && !admitting) {
            underWay.await(patience);
        }
        if (underWay.isEmpty() && intake.onlyPassedOver()) {
            publish(intake.take(0), List.of());
            return;
        }
        prompts.look();
        int admitted = admitted();
        admitting = admitted > 0;
        if (admitted > 0 && (admitted == config.batchPrompts() || lingered())) {
            begin(admitted);
        }
    }

    /** Begins so many groups, or as many of them as other workers leave room for. */
    private void begin(int admitted) {
        int claimed = gate.claim(intake.assigned(), underWay.groups(), admitted);
        if (claimed > 0) {
            lingeringSince = null;
            underWay.add(sampler.begin(intake.take(claimed)));
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
            log.atWarn().setCause(e).log("the committed offsets cannot be read yet; joining the group of workers anew");
            intake.reopen();
        }
        return recovered;
    }

    private int admitted() {
        int most = Math.min(intake.waiting(), config.batchPrompts());
        return most == 0 ? 0 : Math.min(most, gate.capacity(intake.assigned(), underWay.groups()));
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

    private void publishDone() {
        Optional<BatchUnderWay> done = underWay.takeDone();
        while (done.isPresent()) {
            publish(done.get().batch(), done.get().outcomes());
            gate.holds(intake.assigned(), underWay.groups());
            done = underWay.takeDone();
        }
    }

    private void publish(PromptBatch batch, List<PromptOutcome> made) {
        if (!publishing.publish(batch, made)) {
            recovered = false;
            underWay.giveUp();
        }
    }

    @Override
    public void close() {
        try (sampler) {
            underWay.giveUp();
            gate.release(intake.assigned());
        }
    }
}
