package dev.millrace.replay.grouplog;

import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * What of the log is read: by {@code topic-partition}, from one offset to before another. Taken once, so that records
 * that come in meanwhile change nothing.
 *
 * @param slices by name of the topic and partition, as Kafka writes it
 */
public record LogSnapshot(SortedMap<String, Slice> slices) {

    /** Trajectories of one group lie in one transaction, its scores behind them; clocks may differ by this much. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    private static final long LOOK_BACK_RECORDS = 10_000;

    /** Reads from {@code begin} to before {@code end}. */
    public record Slice(String topic, int partition, long begin, long end) {

        TopicPartition topicPartition() {
            return new TopicPartition(topic, partition);
        }
    }

    public LogSnapshot {
        slices = new TreeMap<>(slices);
    }

    static List<String> topics(Topics topics) {
        return List.of(
                topics.trajectories(), topics.scores(), topics.experience(), topics.drops(), topics.scoresLate());
    }

    /** Takes what a range needs of the log as it stands now. */
    static LogSnapshot take(Consumer<?, ?> consumer, Topics topics, LogRange range) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics(topics)) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> earliest = earliest(consumer, partitions, ends, range.from());
        SortedMap<String, Slice> slices = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            long end = ends.getOrDefault(partition, 0L);
            long begin = Math.max(begins.getOrDefault(partition, 0L), earliest.getOrDefault(partition, 0L));
            LogRange.Offsets offsets = range.offsets().get(partition.partition());
            if (partition.topic().equals(topics.trajectories()) && offsets != null) {
                begin = Math.max(begin, offsets.from() - LOOK_BACK_RECORDS);
            }
            slices.put(
                    partition.toString(),
                    new Slice(partition.topic(), partition.partition(), Math.min(begin, end), end));
        }
        return new LogSnapshot(slices);
    }

    private static Map<TopicPartition, Long> earliest(
            Consumer<?, ?> consumer,
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            @org.jspecify.annotations.Nullable Instant from) {
        Map<TopicPartition, Long> earliest = new HashMap<>();
        if (from == null) {
            return earliest;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition ->
                times.put(partition, Math.max(0, from.minus(LOOK_BACK).toEpochMilli())));
        for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                consumer.offsetsForTimes(times).entrySet()) {
            OffsetAndTimestamp first = found.getValue();
            earliest.put(found.getKey(), first == null ? ends.getOrDefault(found.getKey(), 0L) : first.offset());
        }
        return earliest;
    }
}
