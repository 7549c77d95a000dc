package dev.millrace.schemas.evaluation;

import dev.millrace.schemas.avro.HeldOutResult;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The held-out results of one run, read in the order of the log, each once.
 *
 * <p>It assigns the topic's one partition to the consumer it is given and owns neither consumer nor deserializer. Belongs to
 * the consumer's thread.
 */
public final class ResultLog {

    private static final Logger log = LoggerFactory.getLogger(ResultLog.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<HeldOutResult> values;
    private final TopicPartition partition;
    private final RunId run;
    private boolean begun;

    /** @param consumer a read_committed consumer of raw values that is used for nothing else */
    public ResultLog(Consumer<byte[], byte[]> consumer, Deserializer<HeldOutResult> values, String topic, RunId run) {
        this.consumer = consumer;
        this.values = values;
        this.partition = new TopicPartition(topic, 0);
        this.run = run;
    }

    /**
     * What has come since the last call, up to what is committed now; with the first call, all. A record that cannot be read is
     * passed over, and the log says so.
     *
     * @param patience longest time without progress
     * @throws TimeoutException naming topic and offset, if the broker gives nothing for that long; the next call goes on there
     */
    public List<HeldOutResult> next(Duration patience) {
        if (!begun) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            begun = true;
        }
        Map<TopicPartition, Long> end = consumer.endOffsets(List.of(partition), patience);
        ReadToEnd<byte[], byte[]> reading = ReadToEnd.upTo(consumer, end).within(patience);
        List<HeldOutResult> found = new ArrayList<>();
        while (!reading.isDone()) {
            read(reading, found);
        }
        return List.copyOf(found);
    }

    private void read(ReadToEnd<byte[], byte[]> reading, List<HeldOutResult> found) {
        try {
            for (ConsumerRecord<byte[], byte[]> raw : reading.poll()) {
                take(raw, found);
            }
        } catch (OffsetOutOfRangeException e) {
            // Retention took what was to be read next.
            consumer.seekToBeginning(List.of(partition));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> raw, List<HeldOutResult> found) {
        try {
            HeldOutResult result = raw.value() == null ? null : values.deserialize(raw.topic(), raw.value());
            if (result != null && result.getRunId().equals(run.value())) {
                found.add(result);
            }
        } catch (SerializationException e) {
            log.atWarn()
                    .addKeyValue("offset", raw.offset())
                    .addKeyValue("cause", e.getMessage())
                    .log("a held-out result cannot be read and was passed over");
        }
    }
}
