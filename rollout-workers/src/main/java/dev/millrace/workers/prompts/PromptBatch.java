package dev.millrace.workers.prompts;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Prompts taken together. Batches may be sampled side by side, and are published in the order in which they were taken.
 *
 * @param prompts what to sample for, in the order of their offsets within a partition; empty if only prompts of other
 *     runs were passed over
 * @param ends how far it goes, by partition
 */
public record PromptBatch(List<ConsumedPrompt> prompts, Map<TopicPartition, BatchEnd> ends) {

    public PromptBatch {
        prompts = List.copyOf(prompts);
        ends = Map.copyOf(ends);
    }

    /** Whether it is of this partition. */
    public boolean holds(ConsumedPrompt prompt) {
        return ends.containsKey(prompt.partition());
    }
}
