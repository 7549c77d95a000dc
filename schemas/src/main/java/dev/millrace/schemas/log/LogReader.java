package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads records of a topic by position, committed ones only.
 *
 * <p>It is made for positions that mostly grow: it reads ahead into a bounded buffer, reads on where the next position
 * lies nearby, and seeks where it lies far ahead or was forgotten. Records are kept as bytes and deserialized when
 * they are fetched, so a bad record that nobody asks for does no harm.
 *
 * <p>Not thread-safe: one thread at a time. {@link #wakeup()} is the exception.
 *
 * @param <V> type of the values
 */
public final class LogReader<V> implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final Deserializer<V> values;
    private final LogReaderConfig config;
    private final RecordBuffer buffer;

    /** A {@link LogPosition} to look things up by: that is a record of Avro, whose hash goes over its schema. */
    private record Place(int partition, long offset) {

        static Place of(LogPosition position) {
            return new Place(position.getPartition(), position.getOffset());
        }
    }

    /** Next offset by partition; a partition is absent until it is first read. */
    private final Map<Integer, Long> next = new HashMap<>();

    LogReader(Consumer<byte[], byte[]> consumer, String topic, Deserializer<V> values, LogReaderConfig config) {
        this.consumer = consumer;
        this.topic = topic;
        this.values = values;
        this.config = config;
        this.buffer = new RecordBuffer(config.bufferBytes());
    }

    /**
     * Opens a reader with a consumer of its own. No request is made before the first fetch.
     *
     * @param values deserializes the values; closed with the reader
     */
    public static <V> LogReader<V> open(
            KafkaConnection connection, String clientId, String topic, Deserializer<V> values, LogReaderConfig config) {
        Map<String, Object> settings = connection.reader(clientId);
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, String.valueOf(FETCH_BYTES));
        settings.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, String.valueOf(FETCH_BYTES / 2));
        return new LogReader<>(
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic,
                values,
                config);
    }

    /**
     * The values at {@code positions}, in their order; the same position may stand there twice.
     *
     * @throws LogPositionException if one is gone by retention, holds no committed record, is not visible within the
     *     patience, or cannot be deserialized
     * @throws org.apache.kafka.common.errors.WakeupException after {@link #wakeup()}
     * @throws org.apache.kafka.common.errors.InterruptException if the thread is interrupted
     */
    public List<V> fetch(List<LogPosition> positions) {
        Map<Place, byte[]> found = new HashMap<>();
        Map<Integer, TreeSet<Long>> wanted = new HashMap<>();
        for (LogPosition position : positions) {
            byte[] value = buffer.get(position.getPartition(), position.getOffset());
            if (value != null) {
                found.put(Place.of(position), value);
            } else {
                wanted.computeIfAbsent(position.getPartition(), partition -> new TreeSet<>())
                        .add(position.getOffset());
            }
        }
        try {
            read(wanted, found);
        } catch (RuntimeException e) {
            next.clear(); // where the consumer stands is not known for sure: the next fetch seeks
            throw e;
        }
        List<V> result = new ArrayList<>(positions.size());
        for (LogPosition position : positions) {
            result.add(deserialize(position, found));
        }
        return List.copyOf(result);
    }

    /** The value at one position; errors as {@link #fetch(List)}. */
    public V fetch(LogPosition position) {
        return fetch(List.of(position)).get(0);
    }

    /** Makes a fetch that is waiting on another thread, or the next one, end with a WakeupException. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        try (values;
                consumer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }

    private void read(Map<Integer, TreeSet<Long>> wanted, Map<Place, byte[]> found) {
        if (wanted.isEmpty()) {
            return;
        }
        assign(wanted.keySet());
        wanted.forEach((partition, offsets) -> approach(partition, offsets.first()));
        long deadline = System.nanoTime() + config.patience().toNanos();
        while (!wanted.isEmpty()) {
            pauseAllBut(wanted.keySet());
            boolean progress = poll(wanted, found);
            wanted.values().removeIf(Set::isEmpty);
            if (progress) {
                deadline = System.nanoTime() + config.patience().toNanos();
            } else if (System.nanoTime() - deadline >= 0) {
                throw notVisible(wanted);
            }
        }
    }

    private boolean poll(Map<Integer, TreeSet<Long>> wanted, Map<Place, byte[]> found) {
        boolean progress = false;
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                progress = true;
                keep(record, wanted, found);
            }
        } catch (OffsetOutOfRangeException e) {
            throw outOfRange(e);
        }
        for (Map.Entry<Integer, TreeSet<Long>> entry : wanted.entrySet()) {
            progress |= advance(entry.getKey(), entry.getValue());
        }
        return progress;
    }

    private void keep(
            ConsumerRecord<byte[], byte[]> record, Map<Integer, TreeSet<Long>> wanted, Map<Place, byte[]> found) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        buffer.put(record.partition(), record.offset(), value);
        TreeSet<Long> offsets = wanted.get(record.partition());
        if (offsets != null && offsets.remove(record.offset())) {
            found.put(new Place(record.partition(), record.offset()), value);
        }
    }

    /**
     * Notes how far a partition was read. What was passed without being seen will never be seen: offsets of aborted
     * transactions and of markers hold no committed record.
     *
     * @return whether the partition was read any further
     */
    private boolean advance(int partition, TreeSet<Long> offsets) {
        long position = consumer.position(new TopicPartition(topic, partition));
        Long before = next.put(partition, position);
        boolean progress = before == null || before != position;
        if (!offsets.isEmpty() && offsets.first() < position) {
            throw new LogPositionException(
                    topic,
                    partition,
                    offsets.first(),
                    "no committed record lies there (the transaction was aborted, or the record was deleted)");
        }
        if (!offsets.isEmpty()) {
            approach(partition, offsets.first());
        }
        return progress;
    }

    /** Seeks unless the offset is reached by reading on. */
    private void approach(int partition, long offset) {
        Long position = next.get(partition);
        if (position == null || offset < position || offset - position > config.nearby()) {
            consumer.seek(new TopicPartition(topic, partition), offset);
            next.put(partition, offset);
        }
    }

    private void assign(Set<Integer> partitions) {
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        boolean more = false;
        for (int partition : partitions) {
            more |= assigned.add(new TopicPartition(topic, partition));
        }
        if (more) {
            consumer.assign(assigned);
        }
    }

    /** Read-ahead of partitions that nobody waits for would push out what is needed. */
    private void pauseAllBut(Set<Integer> partitions) {
        Set<TopicPartition> idle = new HashSet<>(consumer.assignment());
        Set<TopicPartition> busy = new HashSet<>();
        partitions.forEach(partition -> busy.add(new TopicPartition(topic, partition)));
        idle.removeAll(busy);
        consumer.pause(idle);
        consumer.resume(busy);
    }

    private V deserialize(LogPosition position, Map<Place, byte[]> found) {
        byte[] bytes = found.get(Place.of(position));
        if (bytes == null) {
            throw new IllegalStateException("position " + position + " was read but not kept");
        }
        try {
            return values.deserialize(topic, bytes);
        } catch (SerializationException e) {
            throw new LogPositionException(
                    topic, position.getPartition(), position.getOffset(), "cannot be read: " + e.getMessage(), e);
        }
    }

    private LogPositionException outOfRange(OffsetOutOfRangeException e) {
        Map.Entry<TopicPartition, Long> first =
                e.offsetOutOfRangePartitions().entrySet().iterator().next();
        return new LogPositionException(
                topic,
                first.getKey().partition(),
                first.getValue(),
                "is not in the log: it was deleted by retention, or the topic was made anew",
                e);
    }

    private LogPositionException notVisible(Map<Integer, TreeSet<Long>> wanted) {
        Map.Entry<Integer, TreeSet<Long>> first = wanted.entrySet().iterator().next();
        return new LogPositionException(
                topic,
                first.getKey(),
                first.getValue().first(),
                "did not become visible within " + Seconds.of(config.patience())
                        + " (the broker does not answer, or its transaction is still open)",
                true);
    }
}
