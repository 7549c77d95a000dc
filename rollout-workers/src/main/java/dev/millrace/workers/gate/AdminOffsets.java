package dev.millrace.workers.gate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

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
            Map<TopicPartition, OffsetAndMetadata> all = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>(all);
            known.values().removeIf(Objects::isNull);
            return Map.copyOf(known);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(
                    "the broker did not list the offsets of group " + group + " within " + patience, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new KafkaException("the offsets of group " + group + " cannot be read: " + e.getCause(), e);
        }
    }
}
