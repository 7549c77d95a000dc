package dev.millrace.schemas.log;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The partitions of topics. */
public final class Partitions {

    private Partitions() {}

    /**
     * All partitions of the topics, in the order of the topics.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not say
     */
    public static List<TopicPartition> of(Consumer<?, ?> consumer, String... topics) {
        return Arrays.stream(topics)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
