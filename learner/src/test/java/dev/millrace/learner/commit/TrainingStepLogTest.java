package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class TrainingStepLogTest {

    private static final TopicPartition PARTITION = new TopicPartition("steps", 0);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Test
    void shouldFindTheLastStepOfItsRunFarFromTheEnd() throws IOException {
        byte[][] values = new byte[500][];
        for (int i = 0; i < values.length; i++) {
            values[i] = encoded(i < 40 ? "mine" : "other", i);
        }

        assertThat(log(values, "mine").last(PATIENCE))
                .map(TrainingStep::getStep)
                .contains(39);
        assertThat(log(values, "other").last(PATIENCE))
                .map(TrainingStep::getStep)
                .contains(499);
        assertThat(log(values, "nobody").last(PATIENCE)).isEmpty();
    }

    @Test
    void shouldPassOverWhatIsNoStep() throws IOException {
        // Whether a step was lost with it shows in the weights, which are then ahead.
        byte[][] values = {encoded("mine", 1), {9}};

        assertThat(log(values, "mine").last(PATIENCE))
                .map(TrainingStep::getStep)
                .contains(1);
    }

    private static TrainingStepLog log(byte[][] values, String run) {
        return new TrainingStepLog(consumer(values), deserializer(), "steps", new RunId(run));
    }

    /** MockConsumer hands out a record once; a log hands it out after each seek. */
    private static Consumer<byte[], byte[]> consumer(byte[][] values) {
        return new MockConsumer<>("none") {
            {
                updateBeginningOffsets(Map.of(PARTITION, 0L));
                updateEndOffsets(Map.of(PARTITION, (long) values.length));
            }

            @Override
            public synchronized void seek(TopicPartition partition, long offset) {
                super.seek(partition, offset);
                for (long at = offset; at < values.length; at++) {
                    addRecord(new ConsumerRecord<>("steps", 0, at, new byte[0], values[(int) at]));
                }
            }
        };
    }

    private static byte[] encoded(String run, int step) throws IOException {
        ByteBuffer bytes = TrainingStep.newBuilder()
                .setRunId(run)
                .setStep(step)
                .setGroups(List.of())
                .setWeightsSha256("")
                .setNextOffset(0)
                .setSettledGroups(0)
                .setMetrics(Map.of())
                .setTrainedAt(Instant.EPOCH)
                .build()
                .toByteBuffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static Deserializer<TrainingStep> deserializer() {
        return (topic, bytes) -> {
            try {
                return TrainingStep.fromByteBuffer(ByteBuffer.wrap(bytes));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("no training step", e);
            }
        };
    }
}
