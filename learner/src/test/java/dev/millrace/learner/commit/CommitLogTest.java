package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.schemas.weights.WeightKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The commit protocol where the broker misbehaves. */
class CommitLogTest {

    private static final RunId RUN = new RunId("demo");
    private static final Topics TOPICS = new Topics("commit.");
    private static final TopicPartition EXPERIENCE = new TopicPartition(TOPICS.experience(), 0);
    private static final KafkaConnection CONNECTION = new KafkaConnection("none", "mock://commit-log", Map.of());

    private final List<MockProducer<String, byte[]>> made = new ArrayList<>();
    private final Deque<Optional<CommittedState>> logStates = new ArrayDeque<>();

    @Test
    void shouldPublishEverythingWithItsOffsetInOneTransaction() {
        try (CommitLog commits = takeOver(List.of(healthy()))) {
            commits.commit(step(7, List.of(new WeightKey(RUN, 3, WeightKey.MANIFEST), new WeightKey(RUN, 3, 0))));

            assertThat(made.get(0).history())
                    .extracting(record -> record.topic())
                    .containsExactly(
                            TOPICS.weights(),
                            TOPICS.weights(),
                            TOPICS.weights(),
                            TOPICS.weights(),
                            TOPICS.weights(),
                            TOPICS.trainingSteps());
            assertThat(made.get(0).history())
                    .extracting(record -> record.key())
                    .containsExactly("demo/7/manifest", "demo/7/0", "demo/7/1", "demo/3/manifest", "demo/3/0", "demo");
            assertThat(made.get(0).history())
                    .filteredOn(record -> record.value() == null)
                    .extracting(record -> record.key())
                    .containsExactly("demo/3/manifest", "demo/3/0");
            assertThat(made.get(0).consumerGroupOffsetsHistory())
                    .containsExactly(Map.of("group", Map.of(EXPERIENCE, new OffsetAndMetadata(64))));
            assertThat(made.get(0).commitCount()).isEqualTo(1);
        }
    }

    @Test
    void shouldPublishAgainWhenTheLogDoesNotHoldTheStep() {
        logStates.add(Optional.of(state(0, "base")));
        try (CommitLog commits = takeOver(List.of(failing(new TimeoutException("no answer")), healthy()))) {
            commits.commit(step(1));

            assertThat(made.get(0).commitCount()).isZero();
            assertThat(made.get(0).closed()).isTrue();
            assertThat(made.get(1).transactionInitialized()).isTrue();
            assertThat(made.get(1).history()).hasSize(4);
        }
    }

    @Test
    void shouldNotPublishTwiceWhatWasCommittedAfterAll() {
        logStates.add(Optional.of(state(1, step(1).weightsSha256())));
        try (CommitLog commits = takeOver(List.of(failing(new TimeoutException("no answer")), healthy()))) {
            commits.commit(step(1));

            assertThat(made.get(1).history()).isEmpty();
        }
    }

    @Test
    void shouldStopWhenItIsFenced() {
        try (CommitLog commits = takeOver(List.of(failing(new ProducerFencedException("newer epoch"))))) {
            assertThatThrownBy(() -> commits.commit(step(1)))
                    .isInstanceOf(LearnerFencedException.class)
                    .hasMessageStartingWith("another learner has taken over 'group'");
        }
    }

    @Test
    void shouldStopWhenTheLogHasGoneAnotherWay() {
        logStates.add(Optional.of(state(1, "of another learner")));
        try (CommitLog commits = takeOver(List.of(failing(new TimeoutException("no answer")), healthy()))) {
            assertThatThrownBy(() -> commits.commit(step(1)))
                    .isInstanceOf(LearnerFencedException.class)
                    .hasMessageContaining("the log holds version 1");
        }
    }

    @Test
    void shouldGiveUpAfterSomeAttempts() {
        List<MockProducer<String, byte[]>> failing = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            failing.add(failing(new TimeoutException("no answer")));
            logStates.add(Optional.of(state(0, "base")));
        }
        try (CommitLog commits = takeOver(failing)) {
            assertThatThrownBy(() -> commits.commit(step(1)))
                    .isInstanceOf(CommitFailedException.class)
                    .hasMessage("version 1 could not be published in 5 attempts: no answer");
        }
    }

    @Test
    void shouldNoteThatTheLearnerWasStoppedUntilItGoesOn() {
        Instant at = Instant.ofEpochMilli(1_767_225_600_123L);
        try (CommitLog commits = takeOver(List.of(healthy()))) {
            commits.stopped(64, at);
            commits.resumed(64);

            assertThat(made.get(0).consumerGroupOffsetsHistory())
                    .containsExactly(
                            Map.of("group", Map.of(EXPERIENCE, new StopNote(at).with(64))),
                            Map.of("group", Map.of(EXPERIENCE, new OffsetAndMetadata(64))));
            assertThat(StopNote.of(new StopNote(at).with(64))).contains(new StopNote(at));
            assertThat(StopNote.of(new OffsetAndMetadata(64))).isEmpty();
            assertThat(made.get(0).history()).isEmpty();
        }
    }

    @Test
    void shouldStopWithoutItsNoteWhereTheBrokerIsGone() {
        try (CommitLog commits = takeOver(List.of(failing(new TimeoutException("no answer"))))) {
            commits.stopped(64, Instant.EPOCH);

            assertThat(made.get(0).commitCount()).isZero();
        }
    }

    @Test
    void shouldNotGoOnWhenItIsFenced() {
        try (CommitLog commits = takeOver(List.of(failing(new ProducerFencedException("newer epoch"))))) {
            assertThatThrownBy(() -> commits.resumed(64)).isInstanceOf(LearnerFencedException.class);
        }
    }

    private CommitLog takeOver(List<MockProducer<String, byte[]>> producers) {
        try (SchemaRegistration schemas =
                new SchemaRegistration(CONNECTION, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            schemas.registerAll();
        }
        Deque<MockProducer<String, byte[]>> next = new ArrayDeque<>(producers);
        return CommitLog.takeOver(
                () -> {
                    MockProducer<String, byte[]> producer = next.remove();
                    made.add(producer);
                    return producer;
                },
                new StepEncoder(new AvroSerdes(CONNECTION), TOPICS),
                logStates::remove,
                EXPERIENCE,
                "group");
    }

    private static MockProducer<String, byte[]> healthy() {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    }

    private static MockProducer<String, byte[]> failing(RuntimeException error) {
        return new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
            @Override
            public void sendOffsetsToTransaction(
                    Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
                throw error;
            }
        };
    }

    private static CommittedState state(int version, String sha256) {
        return new CommittedState(version, version, Lineages.NONE, 0, 0, sha256, "{}", 0, Optional.empty());
    }

    private static StepRecords step(int version) {
        return step(version, List.of());
    }

    private static StepRecords step(int version, List<WeightKey> trimmed) {
        ByteBuffer payload = ByteBuffer.allocate(20);
        PublishedWeights weights = Published.weights(RUN, version, payload.array(), 10);
        TrainingStep step = TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(version)
                .setGroups(List.of())
                .setWeightsSha256(Sha256.of(payload))
                .setNextOffset(64)
                .setSettledGroups(32)
                .setMetrics(Map.of())
                .setTrainedAt(Instant.EPOCH)
                .build();
        return new StepRecords(weights, trimmed, Optional.of(step), List.of(), 64);
    }
}
