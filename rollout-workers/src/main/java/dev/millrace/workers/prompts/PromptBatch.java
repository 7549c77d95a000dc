package dev.millrace.workers.prompts;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.workers.gate.PartitionProgress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Prompts taken together, and how far their partitions are dealt with once they are.
 *
 * @param prompts what to sample for, in the order of their offsets within a partition; empty if only prompts of other
 *     runs were passed over
 * @param before what was committed before this batch, by partition
 * @param next offset of the first record that is not in this batch, by partition
 */
public record PromptBatch(
        List<ConsumedPrompt> prompts, Map<TopicPartition, PartitionProgress> before, Map<TopicPartition, Long> next) {

    public PromptBatch {
        prompts = List.copyOf(prompts);
        before = Map.copyOf(before);
        next = Map.copyOf(next);
    }

    /**
     * What is to be committed with the results.
     *
     * @param published the groups of this batch that are published, as opposed to rejected
     */
    public Map<TopicPartition, PartitionProgress> progress(Set<GroupId> published) {
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        next.forEach((partition, offset) -> {
            PartitionProgress from = before.getOrDefault(partition, new PartitionProgress(offset, 0));
            long groups = prompts.stream()
                    .filter(prompt -> prompt.partition().equals(partition))
                    .filter(prompt -> published.contains(prompt.group()))
                    .count();
            progress.put(partition, new PartitionProgress(offset, from.groups() + groups));
        });
        return progress;
    }
}
