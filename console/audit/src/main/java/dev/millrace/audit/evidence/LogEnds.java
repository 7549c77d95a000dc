package dev.millrace.audit.evidence;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Where topics end, and reading up to there. Belongs to the thread of its consumers. */
final class LogEnds {

    /** Longer than a transaction may last. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final KafkaConsumer<?, ?> committed;
    private final KafkaConsumer<?, ?> all;

    /**
     * @param committed sees records of committed transactions
     * @param all sees every record
     */
    LogEnds(KafkaConsumer<?, ?> committed, KafkaConsumer<?, ?> all) {
        this.committed = committed;
        this.all = all;
    }

    /**
     * Where a topic's committed records end, once every transaction that has written to it by now has ended.
     *
     * @throws TimeoutException if one stays open for longer than transactions may
     */
    Map<TopicPartition, Long> settled(String topic) {
        List<TopicPartition> partitions = committed.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        Map<TopicPartition, Long> written = all.endOffsets(partitions);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, Long> ends = committed.endOffsets(partitions);
        while (!covers(ends, written)) {
            if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException("a transaction on " + topic + " is open for more than " + PATIENCE);
            }
            pause();
            ends = committed.endOffsets(partitions);
        }
        return ends;
    }

    private static boolean covers(Map<TopicPartition, Long> ends, Map<TopicPartition, Long> written) {
        return written.entrySet().stream().allMatch(entry -> ends.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /**
     * Reads from one place to another, partition by partition, so that each gives its records in their order.
     *
     * @throws TimeoutException if nothing comes though there is something
     */
    static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> from,
            Map<TopicPartition, Long> until,
            Duration poll,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<TopicPartition, Long> left = new HashMap<>(until);
        left.entrySet().removeIf(entry -> from.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
        consumer.assign(left.keySet());
        left.keySet().forEach(partition -> consumer.seek(partition, from.getOrDefault(partition, 0L)));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!left.isEmpty()) {
            Map<TopicPartition, Long> before = positions(consumer, left);
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(poll)) {
                Long end = until.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end) {
                    reader.accept(record);
                }
            }
            Map<TopicPartition, Long> now = positions(consumer, left);
            if (!now.equals(before)) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - deadline >= 0) {
                throw new TimeoutException("nothing came from " + left.keySet() + " for " + PATIENCE);
            }
            if (left.entrySet().removeIf(entry -> now.getOrDefault(entry.getKey(), 0L) >= entry.getValue())
                    && !left.isEmpty()) {
                consumer.assign(left.keySet());
            }
        }
    }

    private static Map<TopicPartition, Long> positions(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> partitions) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        partitions.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }
}
