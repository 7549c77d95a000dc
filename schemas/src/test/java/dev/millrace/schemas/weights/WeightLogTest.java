package dev.millrace.schemas.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.RereadConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WeightLogTest {

    private static final RunId RUN = new RunId("demo");
    private static final TopicPartition PARTITION = new TopicPartition("weights", 0);

    private final RereadConsumer consumer = new RereadConsumer();
    private final WeightLog weights =
            new WeightLog(consumer, deserializer(), "weights", RUN, WeightAcceptance.upTo(1000));
    private long offset;

    @Test
    void shouldCatchUpWithTheNewestWholeVersionThenFollow() {
        List<Entry> first = new ArrayList<>();
        first.addAll(announce(1));
        first.add(new Entry("poison", new byte[] {9}));
        first.addAll(announce(2));
        first.addAll(announce(3).subList(0, 2));
        publish(first);

        Optional<WholeWeights> latest = weights.latest(Duration.ofSeconds(5));
        publish(announce(4));
        List<WeightOutcome> followed = weights.poll(Duration.ZERO);

        assertThat(latest).map(WholeWeights::version).contains(2);
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

        Optional<WholeWeights> latest = weights.latest(Duration.ofSeconds(5));

        assertThat(latest).map(WholeWeights::version).contains(3);
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
    void shouldGiveThePayloadOfTheNewestVersionOnlyAndSayWhatIsNewestWithoutAny() {
        List<Entry> log = new ArrayList<>();
        log.addAll(announce(1));
        log.addAll(announce(2));
        log.addAll(announce(new RunId("other"), 8));
        publish(log);

        assertThat(weights.newest(Duration.ofSeconds(5)))
                .map(WeightManifest::getVersion)
                .contains(2);
        assertThat(weights.latest(Duration.ofSeconds(5)))
                .containsInstanceOf(AssembledWeights.class)
                .map(whole -> ((AssembledWeights) whole)
                        .payload().stream().mapToInt(ByteBuffer::remaining).sum())
                .contains(30);
        publish(announce(3));
        assertThat(weights.poll(Duration.ZERO))
                .extracting(WeightOutcome::version)
                .containsExactly(3);
    }

    @Test
    void shouldReadTheAnchorBeforeTheNewestVersionThatIsADeltaOfIt() throws IOException {
        List<Entry> log = new ArrayList<>(announce(1));
        log.addAll(entries(DeltaVersionsTest.anchor(2)));
        log.addAll(entries(DeltaVersionsTest.delta(3, 2)));
        log.addAll(entries(DeltaVersionsTest.delta(4, 2)));
        publish(log);

        Optional<WholeWeights> latest = weights.latest(Duration.ofSeconds(5));
        publish(entries(DeltaVersionsTest.delta(5, 2)));
        List<WeightOutcome> followed = weights.poll(Duration.ZERO);

        assertThat(latest)
                .containsInstanceOf(AssembledWeights.class)
                .map(WholeWeights::version)
                .contains(4);
        assertThat(payload(latest.orElseThrow())).hasBinaryContent(DeltaVersionsTest.payload(4));
        assertThat(followed).extracting(WeightOutcome::version).containsExactly(5);
        assertThat(payload((WholeWeights) followed.get(0))).hasBinaryContent(DeltaVersionsTest.payload(5));
        assertThat(weights.inventory().outdated(4))
                .extracting(WeightKey::version)
                .containsOnly(1, 3, 4);
    }

    private static PartsStream payload(WholeWeights whole) {
        return new PartsStream(((AssembledWeights) whole).payload());
    }

    private static List<Entry> entries(List<WeightRecord> records) {
        return records.stream()
                .map(record -> new Entry(WeightKey.of(record).text(), bytes(record)))
                .toList();
    }

    @Test
    void shouldOweNothingToTheStoreThatARefusedManifestNames() {
        String honest = "ab".repeat(32);
        List<Entry> log = new ArrayList<>();
        log.add(stored(1, new WeightShard(30L, honest)));
        log.add(stored(2, new WeightShard(30L, "no digest")));
        log.add(stored(3, new WeightShard(29L, "cd".repeat(32))));
        publish(log);

        weights.newest(Duration.ofSeconds(5));

        assertThat(weights.inventory().releaseObjectsUpTo(3)).containsExactly(honest);
    }

    private static Entry stored(int version, WeightShard shard) {
        WeightRecord record = Anchors.announcement(RUN, version, new byte[30]).inStore("shelf", List.of(shard));
        return new Entry(WeightKey.of(record).text(), bytes(record));
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
                consumer.append(new ConsumerRecord<>(
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
        return entries(Anchors.announce(run, version, new byte[30], 8));
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
