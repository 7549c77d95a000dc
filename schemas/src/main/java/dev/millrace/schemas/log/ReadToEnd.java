package dev.millrace.schemas.log;

import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One reading of partitions to the end that they had when it began, so that it ends however much is written meanwhile. With
 * a consumer of committed records that is the end of what was committed.
 *
 * <p>The consumer stays the caller's, and belongs to its thread. The last records may lie behind the end, and the next ones
 * follow them: who goes on reading misses nothing.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class ReadToEnd<K, V> {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<K, V> consumer;
    private final Map<TopicPartition, Long> ends;
    private final @Nullable Duration patience;
    private long reached = -1;
    private long waitingSince;
    private boolean waiting;

    private ReadToEnd(Consumer<K, V> consumer, Map<TopicPartition, Long> ends, @Nullable Duration patience) {
        this.consumer = consumer;
        this.ends = Map.copyOf(ends);
        this.patience = patience;
    }

    /** Reads a topic from its beginning: assigns all of its partitions to the consumer. */
    public static <K, V> ReadToEnd<K, V> ofTopic(Consumer<K, V> consumer, String topic) {
        return ofWhole(consumer, Partitions.of(consumer, topic));
    }

    /** Reads partitions from their beginning: assigns them to the consumer. */
    public static <K, V> ReadToEnd<K, V> ofWhole(Consumer<K, V> consumer, Collection<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return from(consumer, partitions);
    }

    /** Reads partitions on from where the consumer stands; they are assigned to it. */
    public static <K, V> ReadToEnd<K, V> from(Consumer<K, V> consumer, Collection<TopicPartition> partitions) {
        return upTo(consumer, consumer.endOffsets(partitions));
    }

    /**
     * Reads partitions on from where the consumer stands.
     *
     * @param ends offset behind the last record, of partitions that are assigned to the consumer
     */
    public static <K, V> ReadToEnd<K, V> upTo(Consumer<K, V> consumer, Map<TopicPartition, Long> ends) {
        return new ReadToEnd<>(consumer, ends, null);
    }

    /** The same reading with a bound on how long it waits without getting any further; without one it waits for ever. */
    public ReadToEnd<K, V> within(Duration longest) {
        return new ReadToEnd<>(consumer, ends, longest);
    }

    /** Whether the consumer stands at or behind the end of every partition. */
    public boolean isDone() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * Waits for the next records, for a fifth of a second: there may be none.
     *
     * @throws TimeoutException naming a partition, where it stands and where it ends, if the broker gave nothing for longer
     *     than the patience
     * @throws org.apache.kafka.clients.consumer.OffsetOutOfRangeException if retention took what was to be read next, and
     *     the consumer is told to say so
     */
    public ConsumerRecords<K, V> poll() {
        long begun = System.nanoTime();
        ConsumerRecords<K, V> records = consumer.poll(POLL);
        long now = ends.keySet().stream().mapToLong(consumer::position).sum();
        if (now != reached) {
            reached = now;
            waiting = false;
        } else if (!waiting) {
            waiting = true;
            waitingSince = begun;
        }
        if (waiting && patience != null && System.nanoTime() - waitingSince > patience.toNanos()) {
            throw nothingCame(patience);
        }
        return records;
    }

    private TimeoutException nothingCame(Duration longest) {
        List<String> left = ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey()) < end.getValue())
                .map(end -> end.getKey() + " at offset " + consumer.position(end.getKey()) + " for "
                        + Seconds.of(longest) + ", though it ends at " + end.getValue())
                .sorted()
                .toList();
        return new TimeoutException("nothing came from " + String.join("; nor from ", left)
                + " (a transaction may be open, or the broker does not answer)");
    }
}
