package dev.millrace.streams.topology;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;

/**
 * Where records about groups have to lie: on the partition that Kafka's own clients choose for their key, murmur2 of its
 * bytes modulo the number of partitions.
 *
 * <p>A group is assembled where its records lie, so a score on another partition than its trajectories is never joined
 * with them. Clients on librdkafka, those of most languages, choose by CRC32 unless they are told otherwise.
 *
 * @param partitions of the topics about groups; 0 where that is not known and nothing is refused
 */
public record GroupPlacement(int partitions) {

    /** Nothing is refused. */
    public static final GroupPlacement ANYWHERE = new GroupPlacement(0);

    /** What is wrong with where a record lies, with the cure; empty if nothing is. */
    Optional<String> fault(String key, int partition) {
        if (partitions == 0) {
            return Optional.empty();
        }
        int right = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
        return right == partition
                ? Optional.empty()
                : Optional.of("wrong partition: " + partition + " for a key of " + right
                        + "; set partitioner=murmur2_random (librdkafka), or the murmur2 of your client");
    }
}
