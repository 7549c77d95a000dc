package dev.millrace.runtime.runs;

import dev.millrace.schemas.weights.WeightKey;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.TopicPartition;

/**
 * What goes with a run.
 *
 * @param traces its groups, transactional ids and internal topics
 * @param weights keys that are taken off the weights topic
 * @param objects digests of what the store gives up
 * @param cuts where partitions begin afterwards; before that they hold nothing of others, and nobody has still to read there
 * @param records how many of its records go by these cuts
 * @param left how many stay, since those of others lie before or among them, or a reader stands before them
 * @param others runs under the same prefix
 */
public record Sweep(
        RunTraces traces,
        List<WeightKey> weights,
        Set<String> objects,
        SortedMap<TopicPartition, Long> cuts,
        long records,
        long left,
        Set<String> others) {

    public Sweep {
        weights = List.copyOf(weights);
        objects = Set.copyOf(objects);
        others = Set.copyOf(others);
    }

    /** Whether the log knows nothing of such a run. */
    public boolean isEmpty() {
        return traces.groups().isEmpty()
                && traces.internalTopics().isEmpty()
                && traces.transactionalIds().isEmpty()
                && weights.isEmpty()
                && objects.isEmpty()
                && records + left == 0;
    }
}
