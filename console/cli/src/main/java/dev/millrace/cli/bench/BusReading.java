package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.log.LogReader;
import dev.millrace.schemas.log.LogReaderConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what was published first, as a learner does and as a plain consumer does. Belongs to one thread. */
final class BusReading {

    private static final int BATCH = 32;
    private static final Duration POLL = Duration.ofMillis(200);

    private final BenchStack stack;
    private final int records;
    private final List<LogPosition> positions;

    BusReading(BenchStack stack, int groups) {
        this.stack = stack;
        this.records = groups * GroupShape.SIZE;
        this.positions = positions(groups);
    }

    /** Seconds of a learner's reader, in batches of 32 groups. */
    double fetch() {
        long begun = System.nanoTime();
        try (LogReader<Trajectory> reader = LogReader.open(
                stack.connection(),
                "bench-reader",
                stack.topics().trajectories(),
                stack.serdes().deserializer(Trajectory.class),
                LogReaderConfig.defaults())) {
            int step = BATCH * GroupShape.SIZE;
            for (int at = 0; at < positions.size(); at += step) {
                List<LogPosition> batch = positions.subList(at, Math.min(positions.size(), at + step));
                if (reader.fetch(batch).size() != batch.size()) {
                    throw new IllegalStateException("a batch came short");
                }
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Seconds of a plain consumer and the same deserializer. */
    double decode() {
        long begun = System.nanoTime();
        try (Deserializer<Trajectory> decoder = stack.serdes().deserializer(Trajectory.class)) {
            int[] seen = {0};
            consume(() -> seen[0] >= records, (topic, record) -> {
                // The rounds published the same again and again; a round's worth of it is read.
                if (seen[0]++ < records && decoder.deserialize(topic, record.value()) == null) {
                    throw new IllegalStateException("a record without a value");
                }
            });
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    /** Group by group as they were published first, which is how a learner asks for them. */
    private List<LogPosition> positions(int groups) {
        Map<String, List<LogPosition>> byGroup = new HashMap<>();
        int[] found = {0};
        consume(() -> found[0] == records, (topic, record) -> {
            List<LogPosition> own =
                    byGroup.computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), key -> new ArrayList<>());
            if (own.size() < GroupShape.SIZE) {
                own.add(new LogPosition(record.partition(), record.offset()));
                found[0]++;
            }
        });
        List<LogPosition> all = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            all.addAll(Objects.requireNonNull(byGroup.get(BenchGroups.id(group))));
        }
        return all;
    }

    private void consume(BooleanSupplier done, BiConsumer<String, ConsumerRecord<byte[], byte[]>> each) {
        String topic = stack.topics().trajectories();
        Map<String, Object> settings = stack.connection().consumer("bench-raw-reader");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!done.getAsBoolean()) {
                consumer.poll(POLL).forEach(record -> each.accept(topic, record));
            }
        }
    }
}
