package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, scores, publishes, commits. At least once: the offset of a trajectory is committed when its score is stored, so
 * that a trajectory may be scored twice but never not at all; the assembly takes the first.
 *
 * <p>Reading goes on while the scorer is at work, so that it has always something to do; up to a bound, trajectories wait
 * for it, and polls go on that read nothing.
 *
 * <p>{@link #run()} belongs to one thread, {@link #stop()} to any.
 */
final class ScoringLoop implements ConsumerRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(ScoringLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final Duration COMMIT = Duration.ofSeconds(1);
    private static final Duration LAST_COMMIT = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<String, Score> producer;
    private final String scoresTopic;
    private final SampleReader reader;
    private final GuardedScorer scorer;
    private final int mostPending;
    private final ScoreRecords records;
    private final FailureReport failures;
    private final Clock clock;
    private final WaitNotice notice;
    private final ReadProgress progress = new ReadProgress();
    private final Map<Sample, ReadProgress.Place> places = new IdentityHashMap<>();
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
    private Instant committedAt;
    private volatile boolean stopping;

    /** @param mostPending as many trajectories may wait for the scorer, and those of one more poll; then no more are read */
    ScoringLoop(
            Consumer<byte[], byte[]> consumer,
            Producer<String, Score> producer,
            String scoresTopic,
            SampleReader reader,
            GuardedScorer scorer,
            int mostPending,
            ScoreRecords records,
            FailureReport failures,
            Clock clock) {
        this.consumer = consumer;
        this.producer = producer;
        this.scoresTopic = scoresTopic;
        this.reader = reader;
        this.scorer = scorer;
        this.mostPending = mostPending;
        this.records = records;
        this.failures = failures;
        this.clock = clock;
        this.notice = new WaitNotice(clock, QUIET);
        this.committedAt = clock.instant();
    }

    /**
     * Runs until it is stopped or interrupted. The consumer has its subscription, and this as its listener. What waits for
     * the scorer when it begins was read with other clients and is read again, so it is dismissed.
     *
     * @return whether it was interrupted; the thread's flag is cleared, so that clients can still be closed
     * @throws KafkaException if scores cannot be stored, or the consumer cannot go on
     */
    boolean run() {
        scorer.dismiss();
        try {
            try {
                while (!stopping) {
                    read();
                    publish(scorer.next(scorer.hasRoom() ? GLANCE : POLL));
                    commitWhenDue();
                }
            } catch (WakeupException e) {
                if (!stopping) {
                    throw e;
                }
            }
            finish();
            return false;
        } catch (InterruptedException | InterruptException e) {
            // Kafka's own form sets the flag again.
            Thread.interrupted();
            return true;
        }
    }

    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Their progress begins with what is read of them.
    }

    /** What of them the scorer has begun is scored here and there; the assembly takes the first. What is stored is scored here alone. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        lastCommit();
        release(partitions);
    }

    /** They are somebody else's already, who has begun where this one has committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        release(partitions);
    }

    /** What of them still waits is not scored here: if they come back, it is read again, and a call would hold it twice. */
    private void release(Collection<TopicPartition> partitions) {
        progress.forget(partitions);
        scorer.dismiss(sample -> {
            ReadProgress.Place place = places.get(sample);
            return place != null && partitions.contains(place.partition());
        });
        places.values().removeIf(place -> partitions.contains(place.partition()));
    }

    /** Polls in any case, however long the scorer takes: a consumer that does not poll is taken for dead. */
    private void read() {
        // The rest of a group is read whatever waits: else the scorer would get a part of it, or nothing at all.
        boolean reading = scorer.pending() < mostPending || scorer.awaitsRest();
        scorer.reading(reading);
        if (reading) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        boolean idle = scorer.pending() == 0;
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(idle ? POLL : Duration.ZERO);
        if (polled.isEmpty()) {
            if (idle) {
                idle();
            }
            return;
        }
        notice.over();
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            reader.read(record).ifPresent(sample -> {
                ReadProgress.Place place =
                        new ReadProgress.Place(new TopicPartition(record.topic(), record.partition()), record.offset());
                progress.begun(place);
                places.put(sample, place);
                scorer.add(sample);
            });
        }
        progress.read(polled.nextOffsets());
    }

    /** Nothing came; after a while that is worth a line. */
    private void idle() {
        notice.waiting().ifPresent(level -> log.atLevel(level)
                .addKeyValue("scorer", records.scorer())
                .addKeyValue("partitions", consumer.assignment().size())
                .addKeyValue("waited_s", notice.waited().toSeconds())
                .log(
                        consumer.assignment().isEmpty()
                                ? "waiting for partitions of the trajectories: other processes of this scorer have them all"
                                : "waiting for trajectories of the workers"));
    }

    private void publish(List<Judged> verdicts) {
        for (Score score : records.scores(verdicts)) {
            var unused = producer.send(new ProducerRecord<>(scoresTopic, score.getGroupId(), score), (stored, e) -> {
                if (e != null) {
                    refused.compareAndSet(null, e);
                }
            });
        }
        for (Judged judged : verdicts) {
            if (judged.verdict() instanceof Verdict.Failed failed) {
                failures.failure(judged.sample(), failed.cause(), clock.instant());
            }
            ReadProgress.Place place = places.remove(judged.sample());
            if (place != null) {
                progress.done(place);
            }
        }
    }

    /** Once a second under load, and when everything that was read is scored. */
    private void commitWhenDue() {
        if (scorer.pending() == 0 || !clock.instant().isBefore(committedAt.plus(COMMIT))) {
            commit(consumer::commitSync);
        }
    }

    /** The calls in hand come to their end, and what they said is stored. */
    private void finish() throws InterruptedException {
        scorer.dismiss();
        while (scorer.pending() > 0) {
            publish(scorer.next(POLL));
        }
        lastCommit();
    }

    /** What is not committed in time is scored again. */
    private void lastCommit() {
        try {
            commit(offsets -> consumer.commitSync(offsets, LAST_COMMIT));
        } catch (TimeoutException e) {
            log.atInfo().addKeyValue("cause", e.getMessage()).log("the last scores will be repeated");
        }
    }

    private void commit(java.util.function.Consumer<Map<TopicPartition, OffsetAndMetadata>> committing) {
        committedAt = clock.instant();
        producer.flush();
        Exception cause = refused.get();
        if (cause != null) {
            throw new KafkaException("scores could not be stored on " + scoresTopic + ": " + cause.getMessage(), cause);
        }
        Map<TopicPartition, OffsetAndMetadata> next = progress.committable(consumer.assignment());
        if (next.isEmpty() || next.equals(committed)) {
            return;
        }
        try {
            committing.accept(next);
        } catch (WakeupException e) {
            // Stopped in the midst of it: these scores are stored, so once more before the loop ends.
            committing.accept(next);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.atInfo().addKeyValue("cause", e.getMessage()).log("scores will be repeated after a rebalance");
            return;
        }
        committed = next;
    }
}
