package dev.millrace.workers.publishing;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What became of a prompt, and the records that say so, each of which fits its topic.
 *
 * @param outcome what is published; a group that does not fit has become a refusal
 * @param records all of it, in order
 */
public record EncodedOutcome(PromptOutcome outcome, List<ProducerRecord<byte[], byte[]>> records) {

    public EncodedOutcome {
        records = List.copyOf(records);
    }
}
