package dev.millrace.workers.gate;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a consumer group has committed. */
@FunctionalInterface
public interface CommittedOffsets {

    /**
     * The committed offsets by partition; partitions without one are left out.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not say
     * @throws org.apache.kafka.common.errors.InterruptException if the thread is interrupted, with its flag set
     */
    Map<TopicPartition, OffsetAndMetadata> read();
}
