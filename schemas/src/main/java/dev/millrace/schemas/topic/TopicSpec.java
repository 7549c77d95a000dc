package dev.millrace.schemas.topic;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What one topic must look like.
 *
 * @param name full name, with the prefix
 * @param partitions number of partitions
 * @param replication replicas of each partition
 * @param settings topic settings that differ from the broker's own, by Kafka's names
 * @param value type of its values; null for a topic that holds raw bytes
 */
public record TopicSpec(
        String name,
        int partitions,
        short replication,
        Map<String, String> settings,
        @Nullable Class<? extends SpecificRecord> value) {

    /** @throws IllegalArgumentException if there is no partition or no replica */
    public TopicSpec {
        if (partitions < 1) {
            throw new IllegalArgumentException("topic " + name + " needs at least 1 partition, not " + partitions);
        }
        if (replication < 1) {
            throw new IllegalArgumentException("topic " + name + " needs at least 1 replica, not " + replication);
        }
        settings = Map.copyOf(settings);
    }

    /** The registry's subject of its values; empty for a topic that holds raw bytes. */
    public Optional<String> subject() {
        return value == null ? Optional.empty() : Optional.of(name + "-value");
    }
}
