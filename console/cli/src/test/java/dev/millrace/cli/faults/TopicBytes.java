package dev.millrace.cli.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that lies on a broker, its own topics included, also what was never committed. */
final class TopicBytes {

    private TopicBytes() {}

    /** @param seen takes where something lies ({@code TOPIC key}, value or header and its name), and its bytes */
    static void read(String address, BiConsumer<String, byte[]> seen) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", address);
        List<TopicPartition> partitions = new ArrayList<>();
        try (Admin admin = Admin.create(settings)) {
            for (TopicDescription topic : admin.describeTopics(
                            admin.listTopics(new ListTopicsOptions().listInternal(true))
                                    .names()
                                    .get())
                    .allTopicNames()
                    .get()
                    .values()) {
                topic.partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
            }
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    tell(seen, record.topic() + " key", record.key());
                    tell(seen, record.topic() + " value", record.value());
                    for (Header header : record.headers()) {
                        tell(seen, record.topic() + " header " + header.key(), header.value());
                    }
                }
            }
        }
    }

    private static void tell(BiConsumer<String, byte[]> seen, String where, byte[] bytes) {
        if (bytes != null) {
            seen.accept(where, bytes);
        }
    }
}
