package dev.millrace.workers.gate;

import dev.millrace.schemas.topic.BrokerAnswers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Asks the broker for the offsets of a consumer group. Safe on any thread. */
public final class AdminOffsets implements CommittedOffsets {

    private final Admin admin;
    private final String group;
    private final Duration patience;

    /** @param admin owned by the caller */
    public AdminOffsets(Admin admin, String group, Duration patience) {
        this.admin = admin;
        this.group = group;
        this.patience = patience;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> read() {
        try {
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(BrokerAnswers.await(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                    patience,
                    "reading the offsets of group " + group));
            known.values().removeIf(Objects::isNull);
            return Map.copyOf(known);
        } catch (KafkaException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }
}
