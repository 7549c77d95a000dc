package dev.millrace.workers.prompts;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.id.GroupId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** A record of the prompts topic that this worker has to deal with. */
public sealed interface ConsumedPrompt {

    /** The record as it was read. */
    ConsumerRecord<byte[], byte[]> record();

    /** The group its answers form; the same however often the record is delivered. */
    GroupId group();

    default TopicPartition partition() {
        return new TopicPartition(record().topic(), record().partition());
    }

    /** A prompt of the run. */
    record Readable(ConsumerRecord<byte[], byte[]> record, GroupId group, Prompt prompt) implements ConsumedPrompt {}

    /** Bytes that are no prompt; of which run they were meant to be, nobody can say. */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, GroupId group, RuntimeException cause)
            implements ConsumedPrompt {}
}
