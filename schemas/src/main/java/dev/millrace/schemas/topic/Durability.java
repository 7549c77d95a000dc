package dev.millrace.schemas.topic;

import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * How many brokers hold a record that was acknowledged.
 *
 * <p>Producers wait for all replicas that are in sync ({@code acks=all}); that is one disk only, unless the topic wants more
 * of them. All but one let one broker at a time be away, as in a rolling restart, and lose nothing when another one dies.
 *
 * @param replicas of each partition, at least 1
 */
public record Durability(int replicas) {

    /** @throws IllegalArgumentException if there is no replica */
    public Durability {
        if (replicas < 1) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replicas);
        }
    }

    /** Replicas that must be in sync for a record to be taken, {@code min.insync.replicas}: all but one, at least one. */
    public int inSync() {
        return Math.max(1, replicas - 1);
    }

    /**
     * What of a topic falls short of this, or null.
     *
     * @param topic its full name
     * @param foundReplicas of the partition that has the fewest
     * @param foundInSync its {@code min.insync.replicas}
     */
    @Nullable
    TopicDifference differenceOf(String topic, int foundReplicas, int foundInSync) {
        if (foundReplicas < replicas) {
            return new TopicDifference(
                    topic,
                    "replication",
                    String.valueOf(foundReplicas),
                    "at least " + replicas,
                    "raise it with `kafka-reassign-partitions.sh`, or set kafka.replication to what the topics have");
        }
        if (foundInSync > foundReplicas) {
            return inSync(topic, foundInSync, "at most its " + foundReplicas + " replicas, or nothing can be written");
        }
        return foundInSync < inSync() ? inSync(topic, foundInSync, "at least " + inSync()) : null;
    }

    private TopicDifference inSync(String topic, int found, String expected) {
        return new TopicDifference(
                topic,
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                String.valueOf(found),
                expected,
                TopicDifference.alter(topic, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, String.valueOf(inSync())));
    }
}
