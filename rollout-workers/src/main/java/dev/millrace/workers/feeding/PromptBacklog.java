package dev.millrace.workers.feeding;

import dev.millrace.schemas.topic.BrokerAnswers;
import dev.millrace.workers.gate.CommittedOffsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How many prompts lie on the topic that the workers of a run have not dealt with. */
final class PromptBacklog implements LongSupplier {

    private final Admin admin;
    private final CommittedOffsets workers;
    private final String topic;
    private final Duration patience;

    /** @param admin owned by the caller */
    PromptBacklog(Admin admin, CommittedOffsets workers, String topic, Duration patience) {
        this.admin = admin;
        this.workers = workers;
        this.topic = topic;
        this.patience = patience;
    }

    /** @throws KafkaException if the broker does not say */
    @Override
    public long getAsLong() {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, OffsetAndMetadata> committed = workers.read();
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> end = offsets(partitions, OffsetSpec.latest());
        long backlog = 0;
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata done = committed.get(partition);
            long from = Math.max(offset(first, partition), done == null ? 0 : done.offset());
            backlog += Math.max(0, offset(end, partition) - from);
        }
        return backlog;
    }

    private Set<TopicPartition> partitions() {
        return answer(admin.describeTopics(Set.of(topic)).allTopicNames()).values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Set<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> query = new HashMap<>();
        partitions.forEach(partition -> query.put(partition, spec));
        return answer(admin.listOffsets(query).all());
    }

    private <T> T answer(KafkaFuture<T> future) {
        return BrokerAnswers.await(future, patience, "reading the offsets of " + topic);
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition)).offset();
    }
}
