package dev.millrace.workers.feeding;

import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.workers.gate.CommittedOffsets;
import dev.millrace.workers.prompts.PromptReader;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How many prompts of a run lie on the topic that its workers have not dealt with. It follows the topic, since offsets
 * alone would count the prompts of other runs, whose workers may never come. Belongs to one thread.
 */
final class PromptBacklog implements LongSupplier, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final PromptReader reader;
    private final CommittedOffsets workers;
    private final String topic;
    private final Map<TopicPartition, Deque<Long>> waiting = new HashMap<>();

    /**
     * @param consumer sees committed records, used for nothing else and closed with this backlog
     * @param workers what the workers of the run have committed
     */
    PromptBacklog(Consumer<byte[], byte[]> consumer, PromptReader reader, CommittedOffsets workers, String topic) {
        this.consumer = consumer;
        this.reader = reader;
        this.workers = workers;
        this.topic = topic;
    }

    /** @throws KafkaException if the broker does not say */
    @Override
    public long getAsLong() {
        Map<TopicPartition, OffsetAndMetadata> committed = workers.read();
        if (waiting.isEmpty()) {
            begin(committed);
        }
        readToTheEnd();
        long backlog = 0;
        for (Map.Entry<TopicPartition, Deque<Long>> partition : waiting.entrySet()) {
            Deque<Long> offsets = partition.getValue();
            long done = offset(committed, partition.getKey());
            while (!offsets.isEmpty() && offsets.getFirst() < done) {
                offsets.removeFirst();
            }
            backlog += offsets.size();
        }
        return backlog;
    }

    private void begin(Map<TopicPartition, OffsetAndMetadata> committed) {
        List<TopicPartition> partitions = Partitions.of(consumer, topic);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), offset(committed, partition)));
        }
        partitions.forEach(partition -> waiting.put(partition, new ArrayDeque<>()));
    }

    private void readToTheEnd() {
        ReadToEnd<byte[], byte[]> reading =
                ReadToEnd.from(consumer, waiting.keySet()).within(PATIENCE);
        while (!reading.isDone()) {
            try {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                    if (reader.read(record).isPresent()) {
                        waiting.getOrDefault(new TopicPartition(topic, record.partition()), new ArrayDeque<>())
                                .addLast(record.offset());
                    }
                }
            } catch (OffsetOutOfRangeException e) {
                List<TopicPartition> expired =
                        List.copyOf(e.offsetOutOfRangePartitions().keySet());
                consumer.seekToBeginning(expired);
            }
        }
    }

    private static long offset(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
        OffsetAndMetadata offset = committed.get(partition);
        return offset == null ? 0 : offset.offset();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
