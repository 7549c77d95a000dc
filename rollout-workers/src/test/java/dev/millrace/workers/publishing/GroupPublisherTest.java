package dev.millrace.workers.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.client.PassingFailure;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.log.ImageBlobs;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.testing.FlakyStore;
import dev.millrace.workers.Samples;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.sampling.GroupSamples;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class GroupPublisherTest {

    private static final TopicPartition PARTITION = new TopicPartition(Samples.TOPICS.prompts(), 0);
    private static final ConsumerGroupMetadata MEMBER = new ConsumerGroupMetadata("workers");

    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final GroupPublisher publisher = publisher(Samples.blobs());

    @Test
    void shouldCommitWholeGroupsWithTheOffsetsOfTheirPrompts() {
        publisher.open();

        boolean published = publisher.publish(outcomes(0, 3), progress(3, 3), MEMBER);

        MockProducer<byte[], byte[]> producer = producers.get(0);
        assertThat(published).isTrue();
        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history()).hasSize(3 * GroupSamples.GROUP_SIZE);
        assertThat(producer.history()).extracting(ProducerRecord::topic).containsOnly(Samples.TOPICS.trajectories());
        assertThat(producer.consumerGroupOffsetsHistory())
                .containsExactly(Map.of("workers", Map.of(PARTITION, new PartitionProgress(3, 3).toCommit())));
    }

    @Test
    void shouldLeaveNothingVisibleWhenItIsFenced() {
        publisher.open();
        producers.get(0).fenceProducer();

        boolean published = publisher.publish(outcomes(0, 2), progress(2, 2), MEMBER);

        assertThat(published).isFalse();
        assertThat(producers.get(0).history()).isEmpty();
        assertThat(producers.get(0).consumerGroupOffsetsHistory()).isEmpty();
    }

    @Test
    void shouldGoOnWithANewProducerAfterAFailure() {
        publisher.open();
        producers.get(0).commitTransactionException = new KafkaException("the answer was lost");
        boolean first = publisher.publish(outcomes(0, 2), progress(2, 2), MEMBER);

        publisher.open();
        boolean second = publisher.publish(outcomes(0, 2), progress(2, 2), MEMBER);

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(producers).hasSize(2);
        assertThat(producers.get(0).closed()).isTrue();
        assertThat(producers.get(1).history()).hasSize(2 * GroupSamples.GROUP_SIZE);
    }

    @Test
    void shouldEndWhenAnotherWorkerKeepsTakingItsIdOver() {
        for (int i = 0; i < 2; i++) {
            publisher.open();
            producers.get(i).fenceProducer();
            assertThat(publisher.publish(outcomes(0, 1), progress(1, 1), MEMBER))
                    .isFalse();
        }
        publisher.open();
        producers.get(2).fenceProducer();

        assertThatThrownBy(() -> publisher.publish(outcomes(0, 1), progress(1, 1), MEMBER))
                .isInstanceOf(IdTakenException.class)
                .hasMessageContaining("another worker runs with the same id");
    }

    @Test
    void shouldPassOnThatItIsNotAllowedTo() {
        publisher.open();
        producers.get(0).sendException = new TopicAuthorizationException("t.trajectories");

        assertThatThrownBy(() -> publisher.publish(outcomes(0, 1), progress(1, 1), MEMBER))
                .isInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void shouldPutARefusedPromptAmongDropsAndDeadLetters() {
        publisher.open();
        PromptOutcome refused = new PromptOutcome.Refused(
                Samples.consumed(0, 4), DropReason.PROMPT_REJECTED, new IllegalArgumentException("too long"));

        publisher.publish(publisher.encode(List.of(refused)), progress(5, 0), MEMBER);

        Deque<ProducerRecord<byte[], byte[]>> sent =
                new ArrayDeque<>(producers.get(0).history());
        ProducerRecord<byte[], byte[]> dropped = sent.removeFirst();
        Drop drop = Samples.serdes().deserializer(Drop.class).deserialize(dropped.topic(), dropped.value());
        assertThat(drop.getGroupId()).isEqualTo("r/0/4");
        assertThat(drop.getWholeGroup()).isTrue();
        assertThat(drop.getDetail()).isEqualTo("too long");
        assertThat(drop.getDroppedBy()).isEqualTo("worker");
        ProducerRecord<byte[], byte[]> letter = sent.removeFirst();
        assertThat(letter.topic()).isEqualTo(Samples.TOPICS.deadLetters());
        assertThat(letter.value()).isEqualTo(refused.prompt().record().value());
        assertThat(letter.headers().lastHeader("__streams.errors.offset").value())
                .isEqualTo("4".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldRefuseAGroupWithATrajectoryThatNoRecordHolds() {
        // Given a group with a response of 3 MiB, and one as it should be
        List<PromptOutcome> sampled = GroupSamples.sampled(4, 2);
        PromptOutcome.Sampled large = (PromptOutcome.Sampled) sampled.get(0);
        large.trajectories().get(1).put("text", "x".repeat(3 << 20));
        publisher.open();

        // When they are published
        List<EncodedOutcome> encoded = publisher.encode(sampled);
        boolean published = publisher.publish(encoded, progress(6, 1), MEMBER);

        // Then the first is dropped as a whole with its reason, and the second is there
        assertThat(published).isTrue();
        assertThat(encoded.get(0).outcome()).isInstanceOf(PromptOutcome.Refused.class);
        assertThat(encoded.get(1).outcome()).isSameAs(sampled.get(1));
        List<ProducerRecord<byte[], byte[]>> sent = producers.get(0).history();
        Drop drop = Samples.serdes()
                .deserializer(Drop.class)
                .deserialize(sent.get(0).topic(), sent.get(0).value());
        assertThat(drop.getGroupId()).isEqualTo("r/0/4");
        assertThat(drop.getReason()).isEqualTo(DropReason.TOO_LARGE);
        assertThat(drop.getWholeGroup()).isTrue();
        assertThat(drop.getDetail())
                .startsWith("trajectory 1 of group r/0/4 has 31")
                .contains("a record may have at most 2097152", "lower worker.max_response_tokens");
        assertThat(sent.get(1).topic()).isEqualTo(Samples.TOPICS.deadLetters());
        assertThat(sent).hasSize(2 + GroupSamples.GROUP_SIZE);
    }

    @Test
    void shouldRefuseAGroupWithAnImageThatNoRecordHolds() {
        PromptOutcome.Sampled group =
                (PromptOutcome.Sampled) GroupSamples.sampled(4, 1).get(0);
        ImageBlob image = ImageBlobs.of("r", "0".repeat(64), "image/png", ByteBuffer.wrap(new byte[3 << 20]));

        List<EncodedOutcome> encoded = publisher.encode(
                List.of(new PromptOutcome.Sampled(group.prompt(), group.trajectories(), List.of(image))));

        assertThat(encoded.get(0).outcome())
                .isInstanceOfSatisfying(PromptOutcome.Refused.class, refused -> assertThat(refused.detail())
                        .contains("image 000", "draw smaller images"));
    }

    @Test
    void shouldPutALargeDrawnImageIntoTheStoreBeforeItsNameGoesOut() {
        // Given
        byte[] large = new byte[3 << 20];
        String sha256 = Sha256.of(ByteBuffer.wrap(large));
        ImageBlob image = ImageBlobs.of("r", sha256, "image/png", ByteBuffer.wrap(large));
        PromptOutcome.Sampled group =
                (PromptOutcome.Sampled) GroupSamples.sampled(4, 1).get(0);
        List<PromptOutcome> drawn =
                List.of(new PromptOutcome.Sampled(group.prompt(), group.trajectories(), List.of(image)));
        FlakyStore store = new FlakyStore();
        GroupPublisher storing = publisher(new ImageBlobs(Optional.of(store), Samples.TOPICS));

        // When
        List<EncodedOutcome> encoded = storing.encode(drawn);

        // Then
        ImageBlob published = Samples.serdes()
                .deserializer(ImageBlob.class)
                .deserialize(
                        Samples.TOPICS.images(), encoded.get(0).records().get(0).value());
        assertThat(encoded.get(0).outcome()).isEqualTo(drawn.get(0));
        assertThat(published.getSha256()).isEqualTo(sha256);
        assertThat(published.getStore()).isEqualTo(store.name());
        assertThat(published.getBytes()).isEqualTo(large.length);
        assertThat(published.getData().remaining()).isZero();
        assertThat(store.objects()).containsOnlyKeys(new ObjectKey("images/" + Samples.TOPICS.images(), sha256));

        // And a store that is away ends the batch with a failure that passes, not the group
        store.fail(1);
        assertThatThrownBy(() -> storing.encode(drawn)).matches(PassingFailure::is);
    }

    private GroupPublisher publisher(ImageBlobs blobs) {
        return new GroupPublisher(
                this::newProducer,
                OutcomeRecords.of(Samples.RUN, Samples.TOPICS, blobs, Samples.serdes(), Clock.systemUTC()),
                new FencingLimit("w", Clock.systemUTC()));
    }

    private List<EncodedOutcome> outcomes(long first, int count) {
        return publisher.encode(GroupSamples.sampled(first, count));
    }

    private static Map<TopicPartition, PartitionProgress> progress(long next, long groups) {
        return Map.of(PARTITION, new PartitionProgress(next, groups));
    }

    private MockProducer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }
}
