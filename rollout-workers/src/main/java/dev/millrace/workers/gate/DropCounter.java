package dev.millrace.workers.gate;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.Partitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the groups that were dropped as a whole between the workers and the learner.
 *
 * <p>The count is cumulative over the run, but the drops topic keeps records only for a time. The counts are therefore
 * committed, as metadata of the offsets that they were counted up to, for the next start to go on from. All workers of a
 * run share these offsets: each counts all partitions, and any pair of offset and count that one of them commits is
 * right.
 *
 * <p>What a worker drops never counted as published, and what the learner drops is in its settled groups; neither is
 * counted here. {@link #run} is for a thread of its own; {@link #count} and {@link #stop} for any.
 */
public final class DropCounter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DropCounter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(30);
    private static final Set<String> COUNTED_ELSEWHERE = Set.of("worker", "learner");

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<Drop> deserializer;
    private final String topic;
    private final RunId run;
    private final Clock clock;
    private final Map<TopicPartition, Long> counts = new HashMap<>();
    private final AtomicLong count = new AtomicLong();
    private volatile boolean stopping;

    /** @param consumer with the group id of the run's drop counts, used for nothing else and closed with this counter */
    public DropCounter(
            Consumer<byte[], byte[]> consumer, Deserializer<Drop> deserializer, String topic, RunId run, Clock clock) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.topic = topic;
        this.run = run;
        this.clock = clock;
    }

    /** Groups counted so far. */
    public long count() {
        return count.get();
    }

    /**
     * Counts until {@link #stop}.
     *
     * @throws KafkaException if the topic is missing or may not be read
     */
    public void run() {
        try {
            begin();
            Instant committed = clock.instant();
            while (!stopping) {
                poll();
                if (committed.plus(COMMIT_EVERY).isBefore(clock.instant())) {
                    commit();
                    committed = clock.instant();
                }
            }
            commit();
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
            commit();
        }
    }

    private void begin() {
        List<TopicPartition> partitions = Partitions.of(consumer, topic);
        consumer.assign(partitions);
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            PartitionProgress progress = offset == null
                    ? new PartitionProgress(Objects.requireNonNull(first.get(partition)), 0)
                    : PartitionProgress.of(offset);
            counts.put(partition, progress.groups());
            consumer.seek(partition, progress.next());
        }
        sum();
    }

    private void poll() {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (counts(record)) {
                    counts.merge(new TopicPartition(record.topic(), record.partition()), 1L, Long::sum);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            log.atWarn()
                    .addKeyValue("partitions", e.offsetOutOfRangePartitions())
                    .log("drops expired before they were counted; the staleness gate may admit fewer groups");
            consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
        }
        sum();
    }

    private boolean counts(ConsumerRecord<byte[], byte[]> record) {
        try {
            Drop drop = deserializer.deserialize(record.topic(), record.value());
            return drop != null
                    && drop.getWholeGroup()
                    && drop.getRunId().equals(run.value())
                    && !COUNTED_ELSEWHERE.contains(drop.getDroppedBy());
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("record", record.topic() + "-" + record.partition() + "@" + record.offset())
                    .setCause(e)
                    .log("a drop cannot be read and is not counted");
            return false;
        }
    }

    private void sum() {
        count.set(counts.values().stream().mapToLong(Long::longValue).sum());
    }

    private void commit() {
        try {
            consumer.commitSync(counts.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> new PartitionProgress(
                                    consumer.position(entry.getKey()), entry.getValue())
                            .toCommit())));
        } catch (KafkaException e) {
            // The next start counts again from the last commit, which gives the same.
            log.atWarn().setCause(e).log("the count of drops could not be committed");
        }
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
