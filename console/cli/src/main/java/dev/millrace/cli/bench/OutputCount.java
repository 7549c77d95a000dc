package dev.millrace.cli.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what an application commits to a topic of one partition, from where it ends now. Belongs to one thread. */
public final class OutputCount implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int WARM_SHARE = 5;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private byte[] last = {};

    public OutputCount(BenchStack stack, String topic) {
        this.topic = topic;
        Map<String, Object> settings = stack.connection().consumer("bench-count");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "50");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        consumer.position(partitions.get(0)); // now, and not at the first poll
    }

    /**
     * Reads so many records from one start on.
     *
     * @param ownCpu CPU seconds of the application's threads until now
     */
    public Outcome count(int records, DoubleSupplier ownCpu) {
        long begun = System.nanoTime();
        long first = 0;
        long warm = 0;
        double cpu = 0;
        double own = 0;
        int warmAt = 0;
        int seen = 0;
        while (seen < records) {
            ConsumerRecords<byte[], byte[]> more = consumer.poll(POLL);
            long now = System.nanoTime();
            seen += more.count();
            more.forEach(record -> last = record.value());
            if (seen > 0 && first == 0) {
                first = now - begun;
            }
            if (seen >= records / WARM_SHARE && warm == 0) {
                warm = now;
                warmAt = seen;
                cpu = Cpu.process();
                own = ownCpu.getAsDouble();
            }
            requireTime(begun, now, seen, records);
        }
        double seconds = (System.nanoTime() - warm) / 1e9;
        int counted = Math.max(1, records - warmAt);
        return new Outcome(
                first / 1e9,
                counted / seconds,
                (Cpu.process() - cpu) * 1e3 / counted,
                (ownCpu.getAsDouble() - own) * 1e3 / counted);
    }

    /** The value that {@link #count} read last; empty before. */
    byte[] last() {
        return last;
    }

    /** Gives so many records to {@code each} as they come. */
    void read(int records, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        long begun = System.nanoTime();
        int seen = 0;
        while (seen < records) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                each.accept(record);
                seen++;
            }
            requireTime(begun, System.nanoTime(), seen, records);
        }
    }

    private void requireTime(long begun, long now, int seen, int records) {
        if (now - begun > PATIENCE.toNanos()) {
            throw new IllegalStateException("only " + seen + " of " + records + " records came to " + topic + " in "
                    + PATIENCE.toSeconds() + " s; ask for fewer with --groups");
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
