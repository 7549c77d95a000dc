package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.notice.WaitNotice;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads, scores, publishes, commits. At least once: offsets are committed when the scores are stored, so that a
 * trajectory may be scored twice but never not at all; the assembly takes the first.
 *
 * <p>{@link #run()} belongs to one thread, {@link #stop()} to any.
 */
final class ScoringLoop {

    private static final Logger log = LoggerFactory.getLogger(ScoringLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<String, Score> producer;
    private final String scoresTopic;
    private final SampleReader reader;
    private final GuardedScorer scorer;
    private final ScoreRecords records;
    private final FailureReport failures;
    private final WaitNotice notice;
    private volatile boolean stopping;

    ScoringLoop(
            Consumer<byte[], byte[]> consumer,
            Producer<String, Score> producer,
            String scoresTopic,
            SampleReader reader,
            GuardedScorer scorer,
            ScoreRecords records,
            FailureReport failures,
            Clock clock) {
        this.consumer = consumer;
        this.producer = producer;
        this.scoresTopic = scoresTopic;
        this.reader = reader;
        this.scorer = scorer;
        this.records = records;
        this.failures = failures;
        this.notice = new WaitNotice(clock, QUIET);
    }

    /**
     * Runs until it is stopped or interrupted. The consumer has its subscription.
     *
     * @return whether it was interrupted; the thread's flag is cleared, so that clients can still be closed
     * @throws KafkaException if scores cannot be stored, or the consumer cannot go on
     */
    boolean run() {
        try {
            while (!stopping) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                if (polled.isEmpty()) {
                    idle();
                } else if (publish(polled)) {
                    notice.over();
                    commit(polled);
                }
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        } catch (InterruptedException | InterruptException e) {
            // Kafka's own form sets the flag again.
            Thread.interrupted();
            return true;
        }
        return false;
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

    void stop() {
        stopping = true;
        consumer.wakeup();
    }

    /** Returns whether all was scored and stored; not so when it was stopped before. */
    private boolean publish(ConsumerRecords<byte[], byte[]> polled) throws InterruptedException {
        List<Sample> samples = new ArrayList<>(polled.count());
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            reader.read(record).ifPresent(samples::add);
        }
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        int capacity = scorer.capacity();
        for (int from = 0; from < samples.size(); from += capacity) {
            if (stopping) {
                return false;
            }
            for (Judged judged : scorer.judge(samples.subList(from, Math.min(from + capacity, samples.size())))) {
                send(judged, refused);
            }
        }
        producer.flush();
        Exception cause = refused.get();
        if (cause != null) {
            throw new KafkaException("scores could not be stored on " + scoresTopic + ": " + cause.getMessage(), cause);
        }
        return true;
    }

    private void send(Judged judged, AtomicReference<@Nullable Exception> refused) {
        Score score = records.score(judged);
        if (judged.verdict() instanceof Verdict.Failed failed) {
            failures.failure(judged.sample(), failed.cause(), score.getScoredAt());
        }
        var unused = producer.send(new ProducerRecord<>(scoresTopic, score.getGroupId(), score), (stored, e) -> {
            if (e != null) {
                refused.compareAndSet(null, e);
            }
        });
    }

    private void commit(ConsumerRecords<byte[], byte[]> polled) {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>(polled.nextOffsets());
        try {
            consumer.commitSync(next);
        } catch (WakeupException e) {
            // Stopped in the midst of it: these scores are stored, so once more before the loop ends.
            consumer.commitSync(next);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            log.atInfo().addKeyValue("cause", e.getMessage()).log("scores will be repeated after a rebalance");
        }
    }
}
