package dev.millrace.workers.feeding;

import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds on the log how far an order was fed. Portions are stored one after the other, so it is enough to read backwards until
 * each partition shows a position a portion below the last one. Used once, by one thread.
 */
final class FedLog {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long FIRST_LOOK = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final FeedIdentity identity;

    /** @param consumer sees committed records; the caller closes it */
    FedLog(Consumer<byte[], byte[]> consumer, String topic, FeedIdentity identity) {
        this.consumer = consumer;
        this.topic = topic;
        this.identity = identity;
    }

    /** @throws org.apache.kafka.common.KafkaException if the broker does not say */
    FedBefore read() {
        List<TopicPartition> partitions = Partitions.of(consumer, topic);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.assign(partitions);
        for (long look = FIRST_LOOK; ; look *= 8) {
            Map<TopicPartition, Long> from = new HashMap<>();
            for (TopicPartition partition : partitions) {
                from.put(
                        partition,
                        Math.max(first.getOrDefault(partition, 0L), ends.getOrDefault(partition, 0L) - look));
            }
            Map<TopicPartition, TreeSet<Long>> seen = positions(from, ends);
            TreeSet<Long> all = new TreeSet<>();
            seen.values().forEach(all::addAll);
            boolean whole = partitions.stream()
                    .allMatch(partition -> from.getOrDefault(partition, 0L) <= first.getOrDefault(partition, 0L)
                            || reachesBelow(seen.getOrDefault(partition, new TreeSet<>()), all));
            if (whole) {
                return before(all);
            }
        }
    }

    private static boolean reachesBelow(TreeSet<Long> partition, TreeSet<Long> all) {
        return !partition.isEmpty() && partition.first() <= all.last() - FeedLoop.PORTION;
    }

    private Map<TopicPartition, TreeSet<Long>> positions(
            Map<TopicPartition, Long> from, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, TreeSet<Long>> seen = new HashMap<>();
        from.forEach(consumer::seek);
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.upTo(consumer, ends).within(PATIENCE);
        while (!reading.isDone()) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                    OptionalLong position = identity.position(record.headers());
                    if (position.isPresent()) {
                        seen.computeIfAbsent(new TopicPartition(topic, record.partition()), any -> new TreeSet<>())
                                .add(position.getAsLong());
                    }
                }
            } catch (OffsetOutOfRangeException e) {
                consumer.seekToBeginning(e.offsetOutOfRangePartitions().keySet());
            }
        }
        return seen;
    }

    /** What the last portion left out comes first; all before it was stored. */
    static FedBefore before(Set<Long> positions) {
        if (positions.isEmpty()) {
            return FedBefore.NOTHING;
        }
        TreeSet<Long> all = new TreeSet<>(positions);
        long next = Math.max(0, all.last() - FeedLoop.PORTION + 1);
        while (all.contains(next)) {
            next++;
        }
        return new FedBefore(next, all.tailSet(next));
    }
}
