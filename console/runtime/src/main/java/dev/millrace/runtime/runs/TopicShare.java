package dev.millrace.runtime.runs;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What a run has in one topic.
 *
 * @param topic its name
 * @param records of the run
 * @param bytes keys and values of these
 * @param others records of other runs, or that do not tell
 * @param stretches of each partition that begins with records of this run: how far it holds no other
 */
public record TopicShare(String topic, long records, long bytes, long others, Map<TopicPartition, Stretch> stretches) {

    public TopicShare {
        stretches = Map.copyOf(stretches);
    }

    /**
     * The beginning of a partition.
     *
     * @param end offset of the first record of somebody else, or the end of the partition
     * @param records of the run before it
     */
    public record Stretch(long end, long records) {}
}
