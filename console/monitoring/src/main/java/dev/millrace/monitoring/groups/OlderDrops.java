package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.Partitions;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads what was dropped, as far back as a table goes. Used once, by one thread. */
final class OlderDrops implements AutoCloseable {

    /** Takes a drop, and where it lies. */
    interface Taker {
        void take(Drop drop, int partition, long offset);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Deserializer<Drop> values;
    private final Topics topics;
    private final RunId run;

    OlderDrops(KafkaConnection connection, Topics topics, RunId run) {
        this.topics = topics;
        this.run = run;
        this.values = new AvroSerdes(connection).deserializer(Drop.class);
        Map<String, Object> settings = connection.reader("watch-drops");
        // Retention may take what is read next.
        settings.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads the newest {@value GroupIndex#MOST} offsets of each partition, up to where they end now. */
    void read(Taker taker) {
        List<TopicPartition> partitions = Partitions.of(consumer, topics.drops());
        consumer.assign(partitions);
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - GroupIndex.MOST)));
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.from(consumer, partitions);
        while (!reading.isDone()) {
            for (ConsumerRecord<byte[], byte[]> record : reading.poll()) {
                take(record, taker);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Taker taker) {
        if (record.value() == null || run.isStrangerTo(record.key())) {
            return;
        }
        try {
            Drop drop = values.deserialize(record.topic(), record.value());
            if (drop.getRunId().equals(run.value())) {
                taker.take(drop, record.partition(), record.offset());
            }
        } catch (SerializationException e) {
            // The watch counts what cannot be read, as far as it reads; here it is no drop.
            return;
        }
    }

    @Override
    public void close() {
        try (values;
                consumer) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
