package dev.millrace.learner.commit;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.ReadToEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last training step of a run, found from the end of its topic: the window doubles until it holds one. Belongs to
 * one thread; owns neither consumer nor deserializer.
 *
 * <p>A record that cannot be read is passed over, so that garbage on the topic stops no run. Should it have been the last
 * step, then the newest weights, of the same transaction, are ahead of the step that is found, and {@link
 * CommittedReader} refuses to go on: that would train its groups twice.
 */
public final class TrainingStepLog {

    private static final Logger log = LoggerFactory.getLogger(TrainingStepLog.class);
    private static final long FIRST_WINDOW = 64;

    private final Consumer<?, byte[]> consumer;
    private final Deserializer<TrainingStep> deserializer;
    private final TopicPartition partition;
    private final RunId run;

    /**
     * @param consumer a read_committed consumer of raw values, used for nothing else
     * @param topic the training-steps topic, which has one partition
     */
    public TrainingStepLog(
            Consumer<?, byte[]> consumer, Deserializer<TrainingStep> deserializer, String topic, RunId run) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.partition = new TopicPartition(topic, 0);
        this.run = run;
    }

    /**
     * The last committed step, empty if there is none.
     *
     * @param timeout longest time without progress
     * @throws org.apache.kafka.common.errors.TimeoutException if the broker gives nothing for that long
     */
    public Optional<TrainingStep> last(Duration timeout) {
        consumer.assign(List.of(partition));
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long from = end;
        long window = FIRST_WINDOW;
        Optional<TrainingStep> last = Optional.empty();
        while (last.isEmpty() && from > beginning) {
            long until = from;
            from = Math.max(beginning, from - window);
            window *= 2;
            last = lastWithin(from, until, timeout);
        }
        return last;
    }

    private Optional<TrainingStep> lastWithin(long from, long until, Duration timeout) {
        consumer.seek(partition, from);
        ReadToEnd<?, byte[]> window =
                ReadToEnd.upTo(consumer, Map.of(partition, until)).within(timeout);
        Optional<TrainingStep> last = Optional.empty();
        while (!window.isDone()) {
            for (ConsumerRecord<?, byte[]> raw : window.poll()) {
                TrainingStep step = read(raw);
                if (raw.offset() < until && step != null && step.getRunId().equals(run.value())) {
                    last = Optional.of(step);
                }
            }
        }
        return last;
    }

    private @Nullable TrainingStep read(ConsumerRecord<?, byte[]> raw) {
        try {
            return deserializer.deserialize(raw.topic(), raw.value());
        } catch (SerializationException e) {
            log.atError()
                    .addKeyValue("record", partition + "@" + raw.offset())
                    .setCause(e)
                    .log("a training step cannot be read and is passed over");
            return null;
        }
    }
}
