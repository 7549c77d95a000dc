package dev.millrace.workers;

import dev.millrace.schemas.notice.RepeatedFailure;
import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.workers.gate.GateInputs;
import dev.millrace.workers.gate.GateReading;
import dev.millrace.workers.gate.StalenessGate;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Asks the gate, keeps the time that prompts wait at it, and says what they wait for. Confined to the worker's thread. */
final class GateWatch {

    private static final Logger log = LoggerFactory.getLogger(GateWatch.class);

    /** A step of the learner takes seconds to minutes. */
    private static final Duration QUIET = Duration.ofMinutes(2);

    private final StalenessGate gate;
    private final GateInputs inputs;
    private final WorkerMetrics metrics;
    private final Duration reportEvery;
    private final Clock clock;
    private final WaitNotice notice;
    private final RepeatedFailure unread;
    private final RepeatedFailure unclaimed;
    private @Nullable Instant closedSince;
    private Instant nextReport = Instant.MIN;
    private int stated;

    GateWatch(StalenessGate gate, GateInputs inputs, WorkerMetrics metrics, Duration reportEvery, Clock clock) {
        this.gate = gate;
        this.inputs = inputs;
        this.metrics = metrics;
        this.reportEvery = reportEvery;
        this.clock = clock;
        this.notice = new WaitNotice(clock, QUIET);
        this.unread = new RepeatedFailure(log, "the staleness gate cannot be read and stays closed", clock);
        this.unclaimed = new RepeatedFailure(log, "groups cannot be claimed and are not begun", clock);
    }

    /**
     * Groups that may be begun now, for prompts that are there. 0 also when the broker does not give the counts.
     *
     * @param own partitions of this worker
     * @param running groups that it has begun and not yet published
     */
    int capacity(Set<TopicPartition> own, int running) {
        GateReading reading;
        try {
            reading = inputs.read(own, running);
            unread.over();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            unread.occurred(e);
            return 0;
        }
        metrics.gate(reading);
        int capacity = gate.capacity(reading);
        if (capacity > 0) {
            opened();
        } else if (running == 0) {
            closed(reading); // else the worker has something to do
        }
        return capacity;
    }

    /**
     * Claims groups before they are begun, so that other workers leave them room. Where two claim the same room at a time,
     * both get what the other leaves, maybe nothing, and ask again.
     *
     * @param running groups that were begun before
     * @return groups that may be begun beside these, at most {@code wanted}
     */
    int claim(Set<TopicPartition> own, int running, int wanted) {
        try {
            state(own, running + wanted);
            int granted = Math.min(wanted, gate.capacity(inputs.read(own, running)));
            if (granted < wanted) {
                state(own, running + granted);
            }
            unclaimed.over();
            return granted;
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            unclaimed.occurred(e);
            return 0;
        }
    }

    /** So many groups are still under way; what else was claimed is published, or given up. */
    void holds(Set<TopicPartition> own, int running) {
        try {
            state(own, running);
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.atWarn().setCause(e).log("a claim cannot be withdrawn; other workers wait until this one claims again");
        }
    }

    /** Nothing is under way any more; does nothing where that was said already. */
    void release(Set<TopicPartition> own) {
        if (stated > 0) {
            holds(own, 0);
        }
    }

    private void state(Set<TopicPartition> own, int groups) {
        stated = groups;
        inputs.state(own, groups);
    }

    private void opened() {
        Instant since = closedSince;
        closedSince = null;
        notice.over();
        if (since != null) {
            metrics.gateWaited(Duration.between(since, clock.instant()));
        }
    }

    private void closed(GateReading reading) {
        Instant now = clock.instant();
        Instant since = closedSince;
        if (since == null) {
            closedSince = now;
            notice.over();
            nextReport = now.plus(reportEvery);
        } else if (!now.isBefore(nextReport)) {
            nextReport = now.plus(reportEvery);
            log.atLevel(notice.waiting().orElse(Level.INFO))
                    .addKeyValue("closed_s", Duration.between(since, now).toSeconds())
                    .addKeyValue("underway", reading.underway())
                    .addKeyValue("budget", gate.budget())
                    .addKeyValue("published", reading.published())
                    .addKeyValue("dropped", reading.dropped())
                    .addKeyValue("settled", reading.settled())
                    .addKeyValue("weights_version", metrics.appliedVersion())
                    .log("staleness gate is closed until the learner settles groups and publishes weights");
        }
    }
}
