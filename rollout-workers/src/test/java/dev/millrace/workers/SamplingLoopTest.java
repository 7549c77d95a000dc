package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workers.batches.BatchPublishing;
import dev.millrace.workers.batches.BatchSampler;
import dev.millrace.workers.gate.Claims;
import dev.millrace.workers.gate.GateInputs;
import dev.millrace.workers.gate.PartitionProgress;
import dev.millrace.workers.gate.PublishedGroups;
import dev.millrace.workers.gate.StalenessGate;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.publishing.FencingLimit;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.OutcomeRecords;
import dev.millrace.workers.sampling.GroupSamples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplingLoopTest {

    private static final TopicPartition PARTITION = new TopicPartition(Samples.TOPICS.prompts(), 0);
    private static final int BATCH_GROUPS = 4;

    private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    private final WorkerMetrics metrics = new WorkerMetrics();
    private final OtherWorkers claims = new OtherWorkers();
    private long settled;
    private final SamplingLoop loop = newLoop(config());

    @BeforeEach
    void join() {
        loop.step();
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.rebalance(List.of(PARTITION));
    }

    @Test
    void shouldPublishOneBatchPerTransactionWithItsOffsets() {
        add(0, 4);

        loop.step();
        loop.step();

        assertThat(producers.get(0).commitCount()).isEqualTo(2);
        assertThat(groups(0)).containsExactly("r/0/0", "r/0/1", "r/0/2", "r/0/3");
        assertThat(producers.get(0).consumerGroupOffsetsHistory())
                .extracting(offsets -> offsets.values().iterator().next().get(PARTITION))
                .containsExactly(new PartitionProgress(2, 2).toCommit(), new PartitionProgress(4, 4).toCommit());
    }

    @Test
    void shouldSampleTheSameGroupsAgainAfterAnAbort() {
        producers.get(0).commitTransactionException = new KafkaException("connection lost");
        add(0, 2);
        loop.step();

        add(0, 2);
        loop.step();

        assertThat(groups(0)).isEmpty();
        assertThat(groups(1)).containsExactly("r/0/0", "r/0/1");
        assertThat(producers.get(1).consumerGroupOffsetsHistory())
                .extracting(offsets -> offsets.values().iterator().next().get(PARTITION))
                .containsExactly(new PartitionProgress(2, 2).toCommit());
        assertThat(metrics.groups()).isEqualTo(2);
    }

    @Test
    void shouldWaitAtTheGateAndGoOnWhenTheLearnerSettles() {
        add(0, 8);
        loop.step();
        loop.step();
        loop.step();
        List<String> whenClosed = groups(0);
        settled = 2;

        loop.step();

        assertThat(whenClosed).hasSize(BATCH_GROUPS);
        assertThat(groups(0)).hasSize(BATCH_GROUPS + 2);
        assertThat(metrics.gate().settled()).isEqualTo(2);
    }

    @Test
    void shouldSlowDownAndDropNothingWhenTheLearnerIsSlow() {
        // Given many prompts, and a learner that settles a group in the time of three batches
        int prompts = 16;
        add(0, prompts);
        List<String> inOrder = new ArrayList<>();
        for (int at = 0; at < prompts; at++) {
            inOrder.add("r/0/" + at);
        }

        // When the worker is asked to go on all the time
        for (int time = 0; time < 3 * prompts; time++) {
            settled = time / 3;
            loop.step();

            // Then it is never further ahead than staleness allows
            assertThat(groups(0).size() - settled).isBetween(0L, (long) BATCH_GROUPS);
        }

        // And every group comes in the end, none of them twice, and nothing is dropped
        assertThat(groups(0)).containsExactlyElementsOf(inOrder);
        assertThat(producers).hasSize(1);
        assertThat(producers.get(0).history())
                .extracting(record -> record.topic())
                .doesNotContain(Samples.TOPICS.drops());
    }

    /** Another worker, which has begun something, or claims the same room at the same time. */
    private static final class OtherWorkers implements Claims {
        private final List<Integer> stated = new ArrayList<>();
        private long begun;
        private long uponAClaim;

        @Override
        public void state(Set<TopicPartition> own, int groups) {
            stated.add(groups);
            begun = groups > 0 ? begun + uponAClaim : begun;
            uponAClaim = 0;
        }

        @Override
        public long others(Set<TopicPartition> own) {
            return begun;
        }
    }

    @Test
    void shouldLeaveOthersTheRoomTheyHaveClaimed() {
        add(0, 4);
        claims.begun = BATCH_GROUPS - 1;

        loop.step();
        loop.step();

        assertThat(groups(0)).containsExactly("r/0/0");
        assertThat(claims.stated).containsExactly(1, 0);
        assertThat(metrics.gate().underway()).isEqualTo(BATCH_GROUPS);
    }

    @Test
    void shouldBeginNothingWhereAnotherClaimsTheSameRoomAtATime() {
        add(0, 4);
        claims.uponAClaim = BATCH_GROUPS;

        loop.step();
        List<String> atFirst = groups(0);
        claims.begun = 0;
        loop.step();

        assertThat(atFirst).isEmpty();
        assertThat(groups(0)).hasSize(2);
        assertThat(claims.stated).startsWith(2, 0, 2, 0);
    }

    private SamplingLoop newLoop(WorkerConfig config) {
        PublishedGroups published = new PublishedGroups(Map::of);
        PromptIntake intake = new PromptIntake(consumer, Samples.reader(), Samples.TOPICS.prompts());
        intake.open();
        GroupPublisher publisher = new GroupPublisher(
                this::newProducer,
                OutcomeRecords.of(Samples.RUN, Samples.TOPICS, Samples.blobs(), Samples.serdes(), clock),
                new FencingLimit("w", clock));
        return new SamplingLoop(
                intake,
                new GateWatch(
                        new StalenessGate(0, BATCH_GROUPS, 64),
                        new GateInputs(published, claims, () -> 0, () -> settled),
                        metrics,
                        config.reportEvery(),
                        clock),
                new BatchSampler(
                        Samples.SeededPolicy::new,
                        Optional.empty(),
                        GroupSamples.preparation(1),
                        GroupSamples.sampling(),
                        metrics,
                        clock),
                publisher,
                new BatchPublishing(intake, publisher, published, metrics),
                config,
                clock);
    }

    private Producer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producers.add(producer);
        return producer;
    }

    private void add(long first, int count) {
        for (long offset = first; offset < first + count; offset++) {
            consumer.addRecord(Samples.record(0, offset, Samples.prompt("r", "p" + offset)));
        }
    }

    private List<String> groups(int producer) {
        return producers.get(producer).history().stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .distinct()
                .toList();
    }

    private static WorkerConfig config() {
        WorkerConfig base = WorkerConfig.defaults();
        return new WorkerConfig(
                base.engine(),
                GroupSamples.GROUP_SIZE,
                2,
                Duration.ZERO,
                1,
                1,
                0,
                0,
                List.of(),
                List.of(),
                8,
                0,
                64,
                base.weightsPatience(),
                Duration.ofMillis(1),
                Duration.ZERO,
                0,
                base.dependency(),
                base.drawing(),
                base.reportEvery());
    }
}
