package dev.millrace.workers.gate;

import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Claims as committed offsets of a consumer group that has no members: on the first of a worker's partitions the number
 * of groups it has begun, on its others 0. The claim of a worker that died counts until its partitions have a new owner
 * who samples.
 *
 * <p>A worker that owns all partitions is alone and asks nobody. Confined to the worker's thread.
 */
public final class CommittedClaims implements Claims {

    private final Admin admin;
    private final String group;
    private final String topic;
    private final Duration patience;
    private final CommittedOffsets claims;
    private int partitions;

    /**
     * @param admin owned by the caller
     * @param group name of the group, used for nothing else
     * @param topic the topic of prompts
     */
    public CommittedClaims(Admin admin, String group, String topic, Duration patience) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        this.patience = patience;
        this.claims = new AdminOffsets(admin, group, patience);
    }

    @Override
    public void state(Set<TopicPartition> own, int groups) {
        if (own.isEmpty() || isAlone(own)) {
            return;
        }
        TopicPartition first = own.stream()
                .min(Comparator.comparingInt(TopicPartition::partition))
                .orElseThrow();
        Map<TopicPartition, OffsetAndMetadata> stated = new HashMap<>();
        own.forEach(partition -> stated.put(partition, new OffsetAndMetadata(partition.equals(first) ? groups : 0)));
        answer(admin.alterConsumerGroupOffsets(group, stated).all());
    }

    @Override
    public long others(Set<TopicPartition> own) {
        if (isAlone(own)) {
            return 0;
        }
        return claims.read().entrySet().stream()
                .filter(claim -> !own.contains(claim.getKey()))
                .mapToLong(claim -> claim.getValue().offset())
                .sum();
    }

    private boolean isAlone(Set<TopicPartition> own) {
        if (partitions == 0) {
            partitions = answer(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
                    .mapToInt(described -> described.partitions().size())
                    .sum();
        }
        return own.size() >= partitions;
    }

    private <T> T answer(KafkaFuture<T> future) {
        return BrokerAnswers.await(future, patience, "using the claims of group " + group);
    }
}
