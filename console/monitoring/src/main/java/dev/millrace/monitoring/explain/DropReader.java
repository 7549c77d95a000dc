package dev.millrace.monitoring.explain;

import dev.millrace.monitoring.monitor.Several;
import dev.millrace.monitoring.watch.RecordPlace;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the newest drops of a run: of each partition the last {@value #MOST_READ} records. Thread-safe; one reading at a
 * time.
 */
final class DropReader implements AutoCloseable {

    static final int MOST_READ = 5_000;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Drop> drops;
    private final String topic;

    DropReader(KafkaConnection connection, Topics topics) {
        this.drops = new AvroSerdes(connection).deserializer(Drop.class);
        this.topic = topics.drops();
        Map<String, Object> settings = connection.reader("explain-drops");
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A drop and where it lies. */
    record PlacedDrop(RecordPlace place, Drop drop) {

        /** In words: how many, why, by whom. */
        String words() {
            String detail = drop.getDetail().isEmpty() ? "" : ", " + drop.getDetail();
            int many = PackedInts.view(drop.getIndices()).length();
            return Several.of(many, "trajectory", "trajectories") + ": " + reason() + detail + " (by "
                    + drop.getDroppedBy() + ")";
        }

        String reason() {
            return drop.getReason().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * The drops that are found, the newest first.
     *
     * @param reason as figures are named by it, for instance {@code stale}; empty for all
     */
    synchronized List<PlacedDrop> newest(RunId run, String reason) {
        List<TopicPartition> partitions = Partitions.of(consumer, topic);
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        ends.forEach((partition, end) ->
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - MOST_READ)));
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.upTo(consumer, ends);
        List<PlacedDrop> found = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!reading.isDone() && System.nanoTime() - deadline < 0) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                keep(record, run, reason, found);
            }
        }
        found.sort(Comparator.comparing((PlacedDrop each) -> each.place().at()).reversed());
        return found;
    }

    private void keep(ConsumerRecord<byte[], byte[]> record, RunId run, String reason, List<PlacedDrop> found) {
        try {
            Drop drop = record.value() == null ? null : drops.deserialize(record.topic(), record.value());
            if (drop != null
                    && drop.getRunId().equals(run.value())
                    && (reason.isEmpty() || drop.getReason().name().equalsIgnoreCase(reason))) {
                found.add(new PlacedDrop(RecordPlace.of(record), drop));
            }
        } catch (SerializationException e) {
            // One that cannot be read tells no reason.
            return;
        }
    }

    @Override
    public synchronized void close() {
        try (drops;
                consumer) {
            // Both are closed, whatever the other throws.
        }
    }
}
