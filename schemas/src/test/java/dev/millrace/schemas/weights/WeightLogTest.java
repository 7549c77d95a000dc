package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;

class WeightLogTest {

    private static final RunId RUN = new RunId("demo");
    private static final TopicPartition PARTITION = new TopicPartition("weights", 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("none");
    private final WeightLog weights = new WeightLog(consumer, deserializer(), "weights", RUN, 1000);
    private long offset;

    @Test
    void shouldCatchUpWithTheNewestWholeVersionThenFollow() {
        List<byte[]> first = new ArrayList<>();
        first.addAll(announce(1));
        first.add(new byte[] {9});
        first.addAll(announce(2));
        first.addAll(announce(3).subList(0, 2));
        publish(first);

        Optional<AssembledWeights> latest = weights.latest(Duration.ofSeconds(5));
        publish(announce(4));
        List<WeightOutcome> followed = weights.poll(Duration.ZERO);

        assertThat(latest).map(AssembledWeights::version).contains(2);
        assertThat(followed).extracting(WeightOutcome::version).containsExactly(4);
    }

    @Test
    void shouldGoOnWhereTheTopicBeginsWhenItWasTrimmedBeyondTheReader() {
        publish(announce(1));
        weights.latest(Duration.ofSeconds(5));
        publish(announce(2).subList(0, 2));
        weights.poll(Duration.ZERO);
        trim();
        publish(announce(5));

        weights.poll(Duration.ZERO);
        List<WeightOutcome> followed = weights.poll(Duration.ZERO);

        assertThat(followed).extracting(WeightOutcome::version).containsExactly(5);
        assertThat(followed).hasOnlyElementsOfType(AssembledWeights.class);
    }

    @Test
    void shouldFindNothingInAnEmptyTopic() {
        publish(List.of());

        assertThat(weights.latest(Duration.ofSeconds(5))).isEmpty();
    }

    private void publish(List<byte[]> values) {
        long from = offset;
        offset += values.size();
        Runnable add = () -> {
            for (int i = 0; i < values.size(); i++) {
                consumer.addRecord(new ConsumerRecord<>("weights", 0, from + i, "key", values.get(i)));
            }
        };
        if (from == 0) {
            consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
            consumer.schedulePollTask(add);
        } else {
            add.run();
        }
        consumer.updateEndOffsets(Map.of(PARTITION, offset));
    }

    /** All that is there, and ten records that nobody has read. */
    private void trim() {
        offset += 10;
        consumer.updateBeginningOffsets(Map.of(PARTITION, offset));
    }

    private static List<byte[]> announce(int version) {
        return WeightAnnouncement.split(RUN, version, ByteBuffer.allocate(30), "{}", List.of(), 0, 8, Instant.EPOCH)
                .stream()
                .map(WeightLogTest::bytes)
                .toList();
    }

    private static byte[] bytes(WeightRecord record) {
        try {
            ByteBuffer encoded = record.toByteBuffer();
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Deserializer<WeightRecord> deserializer() {
        return (topic, bytes) -> {
            try {
                return WeightRecord.fromByteBuffer(ByteBuffer.wrap(bytes));
            } catch (IOException | RuntimeException e) {
                throw new SerializationException("no weight record", e);
            }
        };
    }
}
