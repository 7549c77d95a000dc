package dev.millrace.workers;

import dev.millrace.policy.rollout.BatchDemand;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.workers.batches.BatchPublishing;
import dev.millrace.workers.batches.BatchSampler;
import dev.millrace.workers.gate.Claims;
import dev.millrace.workers.gate.GateInputs;
import dev.millrace.workers.gate.PublishedGroups;
import dev.millrace.workers.gate.StalenessGate;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.prompts.PromptIntake;
import dev.millrace.workers.publishing.FencingLimit;
import dev.millrace.workers.publishing.GroupPublisher;
import dev.millrace.workers.publishing.OutcomeRecords;
import dev.millrace.workers.sampling.BatchPreparation;
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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A loop over clients without a broker. It takes two prompts in a batch, and its gate lets so many groups be under way. */
final class LoopUnderTest implements AutoCloseable {

    static final TopicPartition ZERO = new TopicPartition(Samples.TOPICS.prompts(), 0);
    static final TopicPartition ONE = new TopicPartition(Samples.TOPICS.prompts(), 1);
    static final int BATCH_PROMPTS = 2;
    static final int BUDGET = 4;

    /** The one that is open. */
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");

    final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();
    final WorkerMetrics metrics = new WorkerMetrics();
    final OtherWorkers claims = new OtherWorkers();
    final List<Duration> waitsWhilePaused = new ArrayList<>();
    long settled;

    private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    private final SamplingLoop loop;
    private final boolean oneAtATime;
    private Runnable uponACommit = () -> {};
    private @Nullable Object lossy;

    /** Another worker, which has begun something, or claims the same room at the same time. */
    static final class OtherWorkers implements Claims {
        final List<Integer> stated = new ArrayList<>();
        long begun;
        long uponAClaim;

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

    /**
     * Kafka's own, as it is once it has lost a question for offsets: every later one waits for the lost one's answer. Notes how
     * long it is to wait where all it could read from is paused.
     */
    private final class LossyConsumer extends MockConsumer<byte[], byte[]> {

        LossyConsumer() {
            super("none");
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (!assignment().isEmpty() && paused().equals(assignment())) {
                waitsWhilePaused.add(timeout);
            }
            return super.poll(timeout);
        }

        @Override
        public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            if (this.equals(lossy)) {
                throw new TimeoutException("no answer");
            }
            return super.committed(partitions);
        }
    }

    /** Of answers to words, with {@link #BUDGET}. */
    LoopUnderTest(Supplier<HeldRollouts> policies, Optional<BatchDemand> demand) {
        this(policies, demand, GroupSamples.preparation(1), BUDGET);
    }

    LoopUnderTest(
            Supplier<HeldRollouts> policies, Optional<BatchDemand> demand, BatchPreparation preparation, int budget) {
        this.oneAtATime = demand.isEmpty();
        WorkerConfig config = config();
        PublishedGroups published = new PublishedGroups(Map::of);
        PromptIntake intake = new PromptIntake(this::newConsumer, Samples.reader(), Samples.TOPICS.prompts());
        intake.open();
        GroupPublisher publisher = new GroupPublisher(
                this::newProducer,
                OutcomeRecords.of(Samples.RUN, Samples.TOPICS, Samples.blobs(), Samples.serdes(), clock),
                new FencingLimit("w", clock));
        loop = new SamplingLoop(
                intake,
                new GateWatch(
                        new StalenessGate(0, budget, 64),
                        new GateInputs(published, claims, () -> 0, () -> settled),
                        metrics,
                        config.reportEvery(),
                        clock),
                new BatchSampler(policies, demand, preparation, GroupSamples.sampling(), metrics, clock),
                publisher,
                new BatchPublishing(intake, publisher, published, metrics),
                config,
                clock);
    }

    /** Joins the group of workers, and gets these partitions. */
    LoopUnderTest join(TopicPartition... partitions) {
        loop.step();
        for (TopicPartition partition : List.of(ZERO, ONE)) {
            consumer.updateBeginningOffsets(Map.of(partition, 0L));
        }
        consumer.rebalance(List.of(partitions));
        return this;
    }

    /** From now on the consumer that is open learns of no offsets any more. */
    void loseAnswers() {
        lossy = consumer;
    }

    /** One step; where batches come one at a time, the batch that it begins is published in it too. */
    void step() {
        loop.step();
        if (oneAtATime) {
            loop.finish();
        }
    }

    /** One step, whether or not it leaves something under way. */
    void halfStep() {
        loop.step();
    }

    /** Runs this before each commit. */
    void uponACommit(Runnable look) {
        uponACommit = look;
    }

    void finish() {
        loop.finish();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Consumer<byte[], byte[]> newConsumer() {
        consumer = new LossyConsumer();
        return consumer;
    }

    private Producer<byte[], byte[]> newProducer() {
        MockProducer<byte[], byte[]> producer =
                new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    @Override
                    public void commitTransaction() {
                        uponACommit.run();
                        super.commitTransaction();
                    }
                };
        producers.add(producer);
        return producer;
    }

    /** Prompts of the run at these offsets. */
    void add(TopicPartition partition, long first, int count) {
        for (long offset = first; offset < first + count; offset++) {
            consumer.addRecord(
                    Samples.record(partition.partition(), offset, Samples.prompt(Samples.RUN.value(), "p" + offset)));
        }
    }

    /** Groups that the latest producer has published, in their order. */
    List<String> groups() {
        return groups(producers.size() - 1);
    }

    List<String> groups(int producer) {
        return producers.get(producer).history().stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .distinct()
                .toList();
    }

    /** What the latest producer has committed, transaction by transaction. */
    List<Map<TopicPartition, OffsetAndMetadata>> offsets() {
        return producers.get(producers.size() - 1).consumerGroupOffsetsHistory().stream()
                .map(offsets -> offsets.values().iterator().next())
                .toList();
    }

    private static WorkerConfig config() {
        WorkerConfig base = WorkerConfig.defaults();
        return new WorkerConfig(
                base.engine(),
                GroupSamples.GROUP_SIZE,
                BATCH_PROMPTS,
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
