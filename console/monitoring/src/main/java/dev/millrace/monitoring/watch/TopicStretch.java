package dev.millrace.monitoring.watch;

import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a stretch of one partition, as far as it comes within its patience. One thread at a time. */
final class TopicStretch implements AutoCloseable {

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration patience;

    TopicStretch(KafkaConnection connection, String clientId, Duration patience) {
        this.patience = patience;
        Map<String, Object> settings = connection.reader(clientId);
        // Retention may take what is read next.
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    int partitions(String topic) {
        return consumer.partitionsFor(topic).size();
    }

    /** What was written from one time on, and not after another; gives whether all of it was read in time. */
    boolean read(TopicPartition partition, Instant from, Instant until, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(List.of(partition));
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli())).get(partition);
        return first == null || read(partition, first.offset(), Long.MAX_VALUE, until.toEpochMilli(), each);
    }

    /** The offsets from one to before another; gives the same. */
    boolean read(TopicPartition partition, long from, long end, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(List.of(partition));
        return read(partition, from, end, Long.MAX_VALUE, each);
    }

    private boolean read(
            TopicPartition partition, long from, long end, long until, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.seek(partition, from);
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.from(consumer, List.of(partition));
        long deadline = System.nanoTime() + patience.toNanos();
        boolean isPast = false;
        while (!isPast && !reading.isDone() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                isPast |= record.timestamp() > until || record.offset() >= end;
                each.accept(record);
            }
        }
        return isPast || reading.isDone();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
