package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeightLogTest {

    private static final RunId RUN = new RunId("demo");
    private static final TopicPartition PARTITION = new TopicPartition("weights", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final WeightLog weights = new WeightLog(consumer, deserializer(), "weights", RUN, 1000);
    private long offset;

    @Test
    void shouldCatchUpWithTheNewestWholeVersionThenFollow() {
        List<Entry> first = new ArrayList<>();
        first.addAll(announce(1));
        first.add(new Entry("poison", new byte[] {9}));
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
    void shouldPassOverWhatWasTrimmedAsFarAsTheBrokerHasGoneWithIt() {
        // Given the oldest version without its manifest, the next untouched, both trimmed; and another run's weights
        List<Entry> log = new ArrayList<>();
        log.addAll(announce(1).subList(2, 5));
        log.addAll(announce(2));
        log.addAll(announce(new RunId("other"), 8));
        log.addAll(tombstones(1).subList(1, 5));
        log.addAll(tombstones(2));
        log.addAll(announce(3));
        publish(log);

        Optional<AssembledWeights> latest = weights.latest(Duration.ofSeconds(5));

        assertThat(latest).map(AssembledWeights::version).contains(3);
        assertThat(weights.inventory().upTo(9))
                .extracting(WeightKey::text)
                .containsExactly("demo/3/manifest", "demo/3/0", "demo/3/1", "demo/3/2", "demo/3/3");
    }

    @Test
    void shouldCallAVersionIncompleteThatIsTrimmedWhileItIsRead() {
        publish(announce(1));
        weights.latest(Duration.ofSeconds(5));
        publish(announce(2).subList(0, 2));
        publish(announce(3).subList(3, 5));
        publish(announce(4));

        List<WeightOutcome> followed = weights.poll(Duration.ZERO);

        assertThat(followed).extracting(WeightOutcome::version).containsExactly(2, 4);
        assertThat(followed.get(0)).isInstanceOf(IncompleteWeights.class);
        assertThat(followed.get(1)).isInstanceOf(AssembledWeights.class);
    }

    @Test
    void shouldFindNothingInAnEmptyTopic() {
        publish(List.of());

        assertThat(weights.latest(Duration.ofSeconds(5))).isEmpty();
    }

    /** A record as it lies in the log. */
    private record Entry(String key, byte @Nullable [] value) {}

    private void publish(List<Entry> entries) {
        long from = offset;
        offset += entries.size();
        Runnable add = () -> {
            for (int i = 0; i < entries.size(); i++) {
                Entry entry = entries.get(i);
                consumer.addRecord(new ConsumerRecord<>(
                        "weights", 0, from + i, entry.key().getBytes(StandardCharsets.UTF_8), entry.value()));
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

    private static List<Entry> announce(int version) {
        return announce(RUN, version);
    }

    private static List<Entry> announce(RunId run, int version) {
        return WeightAnnouncement.split(run, version, ByteBuffer.allocate(30), "{}", List.of(), 0, 8, Instant.EPOCH)
                .stream()
                .map(record -> new Entry(WeightKey.of(record).text(), bytes(record)))
                .toList();
    }

    private static List<Entry> tombstones(int version) {
        return announce(version).stream()
                .map(entry -> new Entry(entry.key(), null))
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
