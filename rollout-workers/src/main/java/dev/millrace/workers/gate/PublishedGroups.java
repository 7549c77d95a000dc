package dev.millrace.workers.gate;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * How many groups all workers of the run have published.
 *
 * <p>A commit is visible to others a moment after it was made. A worker therefore also counts what it knows by itself,
 * or it would begin a batch too many right after each. Counts only grow, so the larger one is right. Confined to the
 * worker's thread.
 */
public final class PublishedGroups {

    private final CommittedOffsets committed;
    private final Map<TopicPartition, Long> own = new HashMap<>();

    public PublishedGroups(CommittedOffsets committed) {
        this.committed = committed;
    }

    /** Takes note of what this worker has committed. */
    public void committed(Map<TopicPartition, PartitionProgress> progress) {
        progress.forEach((partition, reached) -> own.merge(partition, reached.groups(), Math::max));
    }

    /**
     * Groups published so far.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not say
     */
    public long total() {
        Map<TopicPartition, Long> counts = new HashMap<>(own);
        committed
                .read()
                .forEach((partition, offset) ->
                        counts.merge(partition, PartitionProgress.of(offset).groups(), Math::max));
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
