package dev.millrace.workers.feeding;

import dev.millrace.workers.gate.CommittedOffsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** How many prompts lie on the topic that the workers of a run have not dealt with. */
final class PromptBacklog implements LongSupplier {

    private final Admin admin;
    private final CommittedOffsets workers;
    private final String topic;

    /** @param admin owned by the caller */
    PromptBacklog(Admin admin, CommittedOffsets workers, String topic) {
        this.admin = admin;
        this.workers = workers;
        this.topic = topic;
    }

    /** @throws KafkaException if the broker does not say */
    @Override
    public long getAsLong() {
        try {
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
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("the offsets of " + topic + " cannot be read: " + e.getCause(), e);
        }
    }

    private Set<TopicPartition> partitions() throws InterruptedException, ExecutionException {
        return admin.describeTopics(Set.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(info -> new TopicPartition(topic, info.partition()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> query = new HashMap<>();
        partitions.forEach(partition -> query.put(partition, spec));
        return admin.listOffsets(query).all().get();
    }

    private static long offset(Map<TopicPartition, ListOffsetsResultInfo> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition)).offset();
    }
}
