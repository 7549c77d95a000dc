package dev.millrace.workers.gate;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What the workers of a run have begun and not yet published. Each says so before it samples, so that together they begin
 * no more than can be trained in time. A worker is known by the partitions that are its own.
 */
public interface Claims {

    /** Of a worker that is alone. */
    Claims NONE = new Claims() {
        @Override
        public void state(Set<TopicPartition> own, int groups) {}

        @Override
        public long others(Set<TopicPartition> own) {
            return 0;
        }
    };

    /**
     * States what the worker of these partitions has begun, in place of what was stated for them before, by whomever.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not take it
     */
    void state(Set<TopicPartition> own, int groups);

    /**
     * Groups that the workers of all other partitions have begun.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not say
     */
    long others(Set<TopicPartition> own);
}
