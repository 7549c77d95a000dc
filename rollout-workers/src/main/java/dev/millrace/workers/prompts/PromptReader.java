package dev.millrace.workers.prompts;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Makes prompts of records. It never throws for what a record holds. */
public final class PromptReader {

    private final RunId run;
    private final Deserializer<Prompt> deserializer;

    public PromptReader(RunId run, Deserializer<Prompt> deserializer) {
        this.run = run;
        this.deserializer = deserializer;
    }

    /** What a record is to this run; empty for a prompt of another run. */
    public Optional<ConsumedPrompt> read(ConsumerRecord<byte[], byte[]> record) {
        GroupId group = GroupId.of(run, record.partition(), record.offset());
        Prompt prompt;
        try {
            prompt = deserializer.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            return Optional.of(new ConsumedPrompt.Unreadable(record, group, e));
        }
        if (prompt == null) {
            return Optional.of(new ConsumedPrompt.Unreadable(
                    record, group, new SerializationException("the record has no value, but a prompt is expected")));
        }
        if (!prompt.getRunId().equals(run.value())) {
            return Optional.empty();
        }
        return Optional.of(new ConsumedPrompt.Readable(record, group, prompt));
    }
}
