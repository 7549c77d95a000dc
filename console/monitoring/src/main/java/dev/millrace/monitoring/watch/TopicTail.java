package dev.millrace.monitoring.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.topic.TopicSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic as lines. {@link #run} blocks its thread; {@link #stop()} may be called from any.
 */
public final class TopicTail implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicSpec spec;
    private final AvroSerdes serdes;
    private volatile boolean stopped;

    private TopicTail(KafkaConsumer<byte[], byte[]> consumer, TopicSpec spec, AvroSerdes serdes) {
        this.consumer = consumer;
        this.spec = spec;
        this.serdes = serdes;
    }

    /** Opens the tail of a topic; no request is made before {@link #run}. */
    public static TopicTail open(KafkaConnection connection, TopicSpec spec) {
        Map<String, Object> settings = connection.consumer("watch-tail");
        settings.put("auto.offset.reset", "earliest");
        return new TopicTail(
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                spec,
                new AvroSerdes(connection));
    }

    /**
     * Gives lines until stopped.
     *
     * @param limit ends after so many; 0 for none
     * @param filters all of them must pass
     * @param json whole records, not short lines
     */
    public void run(boolean fromBeginning, long limit, List<TopicFilter> filters, boolean json, Consumer<String> out) {
        Class<? extends SpecificRecord> type = spec.value();
        try (Deserializer<? extends SpecificRecord> values = type == null ? null : serdes.deserializer(type)) {
            List<TopicPartition> partitions = consumer.partitionsFor(spec.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
                partitions.forEach(consumer::position);
            }
            long given = 0;
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ObjectNode node = node(record, values);
                    if (filters.stream().allMatch(filter -> filter.passes(node))) {
                        out.accept(line(record, node, json));
                        if (++given == limit) {
                            return;
                        }
                    }
                }
            }
        } catch (WakeupException e) {
            if (!stopped) {
                throw e;
            }
        }
    }

    private static String line(ConsumerRecord<byte[], byte[]> record, ObjectNode node, boolean json) {
        return json
                ? node.toString()
                : RecordLine.of(
                        Instant.ofEpochMilli(record.timestamp()),
                        record.partition(),
                        record.offset(),
                        node,
                        ZoneId.systemDefault());
    }

    private ObjectNode node(
            ConsumerRecord<byte[], byte[]> record, @Nullable Deserializer<? extends SpecificRecord> values) {
        if (values == null) {
            DeadLetter letter = DeadLetter.of(record);
            return RecordJson.empty()
                    .put("source", letter.source())
                    .put("cause", letter.cause())
                    .put("bytes", letter.bytes());
        }
        try {
            SpecificRecord value = record.value() == null ? null : values.deserialize(record.topic(), record.value());
            return value == null ? key(record).put("deleted", true) : RecordJson.of(value);
        } catch (SerializationException e) {
            return key(record).put("unreadable", String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode key(ConsumerRecord<byte[], byte[]> record) {
        return RecordJson.empty()
                .put("key", record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
    }

    /** Asks {@link #run} to end. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
