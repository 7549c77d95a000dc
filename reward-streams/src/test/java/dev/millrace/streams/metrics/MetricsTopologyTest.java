package dev.millrace.streams.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.MetricFigure;
import dev.millrace.schemas.avro.MetricWindow;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsTopologyTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RunId RUN = new RunId("demo");
    private static final Topics TOPICS = new Topics("millrace.");
    private static final String GROUP = "demo/0/0";

    private AvroSerdes serdes;
    private Topology topology;
    private TopologyTestDriver driver;
    private Instant now = START;

    @BeforeEach
    void start() {
        KafkaConnection connection = new KafkaConnection("nowhere:9092", "mock://metrics", Map.of());
        serdes = new AvroSerdes(connection);
        try (SchemaRegistration registration =
                new SchemaRegistration(connection, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            registration.registerAll();
        }
        topology = MetricsTopology.build(RUN, TOPICS, serdes, 1, "quality");
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(topology, settings, now);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void shouldHaveTheTopologyThatIsRunning() throws Exception {
        try (InputStream golden = MetricsTopologyTest.class.getResourceAsStream("metrics-topology.txt")) {
            assertThat(topology.describe().toString().strip())
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
        }
    }

    @Test
    void shouldAccountForEveryTrajectoryOnce() {
        // Given a group of four, one of them delivered twice
        for (int i : new int[] {0, 1, 2, 3, 3}) {
            publish(trajectory(i));
        }

        // When two are trained and one is dropped
        train(0, 1);
        drop(2, DropReason.STALE);

        // Then the last one is pending, and all is in balance
        Map<String, MetricFigure> totals = totals();
        assertThat(sum(totals, "published")).isEqualTo(4);
        assertThat(sum(totals, "trained")).isEqualTo(2);
        assertThat(sum(totals, "dropped/stale")).isEqualTo(1);
        assertThat(sum(totals, "doubled")).isZero();
        assertThat(sum(totals, "unmatched")).isZero();
        assertThat(sum(totals, "groups")).isEqualTo(1);
        assertThat(sum(totals, "tokens")).isEqualTo(12);
        assertThat(requireNonNull(totals.get("worker/w-1")).getMax()).isEqualTo(4);
        assertThat(figure("accounting/pending")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isZero();
    }

    @Test
    void shouldSeeATrajectoryThatIsTrainedTwice() {
        publish(trajectory(0));
        train(0);
        train(0);

        assertThat(sum(totals(), "doubled")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isEqualTo(1);
    }

    @Test
    void shouldMatchAnEndWithABeginningThatComesLater() {
        train(0);
        assertThat(sum(totals(), "unmatched")).isEqualTo(1);

        publish(trajectory(0));

        assertThat(sum(totals(), "unmatched")).isZero();
        assertThat(figure("accounting/imbalance")).isZero();
    }

    @Test
    void shouldCutTimeIntoWindowsThatAddUpToTheTotals() {
        publish(trajectory(0));
        advance(Duration.ofSeconds(7));
        publish(trajectory(1));
        publish(trajectory(2));

        Map<String, MetricWindow> latest = latest();

        assertThat(latest).hasSize(3);
        assertThat(sum(figures("demo/0/" + START.toEpochMilli()), "published")).isEqualTo(1);
        assertThat(sum(figures("demo/0/" + START.plusSeconds(5).toEpochMilli()), "published"))
                .isEqualTo(2);
        assertThat(sum(figures("demo/0/total"), "published")).isEqualTo(3);
    }

    @Test
    void shouldCountWhatItCannotReadAndGoOn() {
        raw(TOPICS.trajectories(), "garbage".getBytes(StandardCharsets.UTF_8));
        raw(TOPICS.deadLetters(), "garbage".getBytes(StandardCharsets.UTF_8));
        publish(Trajectory.newBuilder(trajectory(0)).setRunId("other").build());
        publish(Trajectory.newBuilder(trajectory(0)).setIndex(-3).build());
        publish(trajectory(0));

        Map<String, MetricFigure> totals = totals();
        assertThat(sum(totals, "unreadable")).isEqualTo(2);
        assertThat(sum(totals, "dead_letters")).isEqualTo(1);
        assertThat(sum(totals, "published")).isEqualTo(1);
    }

    @Test
    void shouldCountNothingOfAnotherRun() {
        // Given records of another run: readable ones, garbage and a dead letter under its keys, and a late score
        publish(Trajectory.newBuilder(trajectory(0))
                .setRunId("other")
                .setGroupId("other/0/0")
                .build());
        raw(TOPICS.trajectories(), "other/0/1", "garbage".getBytes(StandardCharsets.UTF_8));
        raw(TOPICS.experience(), "other/0/1", "garbage".getBytes(StandardCharsets.UTF_8));
        raw(TOPICS.deadLetters(), "other/0/1", "garbage".getBytes(StandardCharsets.UTF_8));
        late("other");
        publish(trajectory(0));

        // Then only what is our own was counted, until a late score of ours comes
        assertThat(totals()).containsOnlyKeys("published", "tokens", "groups", "worker/w-1");
        late(RUN.value());
        assertThat(sum(totals(), "late")).isEqualTo(1);
    }

    @Test
    void shouldCountWhatTheHeadlineScorerSaysByCategory() {
        // When a group closes of which two scorers have spoken
        pipe(
                TOPICS.experience(),
                GROUP,
                Experience.class,
                Experience.newBuilder()
                        .setRunId(RUN.value())
                        .setGroupId(GROUP)
                        .setPromptId("p")
                        .setCategory("count")
                        .setGroupSize(1)
                        .setTrajectories(List.of(ExperienceTrajectory.newBuilder()
                                .setIndex(0)
                                .setSource(new LogPosition(0, 0L))
                                .setLength(1)
                                .setMinVersion(0)
                                .setMaxVersion(0)
                                .setComponents(Map.of("quality", 0.75, "accuracy", 1.0))
                                .setReward(1.0)
                                .setAdvantage(0.0)
                                .build()))
                        .setEstimator("grpo")
                        .setReshaper("none")
                        .setRewardMean(1.0)
                        .setRewardStd(0.0)
                        .setOpenedAt(START)
                        .setClosedAt(START)
                        .build());

        // Then
        latest();
        assertThat(sum(figures("demo/1/total"), "headline/count")).isEqualTo(0.75);
    }

    @Test
    void shouldCountEachScoreOfARecordAboutSeveralTrajectories() {
        // When
        Score record = Score.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/0")
                .setIndex(0)
                .setScorer("mine")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(1.0)
                .setScoredAt(START)
                .setLatencyMs(6)
                .setItems(List.of(
                        new ScoreItem(1, ScoreOutcome.SCORED, 0.0, null, null),
                        new ScoreItem(2, ScoreOutcome.FAILED, null, "broken", null)))
                .build();
        pipe(TOPICS.scores(), "demo/0/0", Score.class, record);

        // Then
        latest();
        assertThat(sum(figures("demo/0/total"), "scores/mine/scored")).isEqualTo(2);
        assertThat(sum(figures("demo/0/total"), "scores/mine/failed")).isEqualTo(1);
    }

    private void late(String run) {
        Score score = Score.newBuilder()
                .setRunId(run)
                .setGroupId(run + "/0/0")
                .setIndex(0)
                .setScorer("accuracy")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(1.0)
                .setScoredAt(START)
                .build();
        LateScore late = LateScore.newBuilder()
                .setRunId(run)
                .setGroupId(run + "/0/0")
                .setScore(score)
                .build();
        pipe(TOPICS.scoresLate(), run + "/0/0", LateScore.class, late);
    }

    @Test
    void shouldForgetGroupsThatAreDoneAndNoOthers() {
        publish(Trajectory.newBuilder(trajectory(0)).setGroupSize(1).build());
        train(0);
        publish(Trajectory.newBuilder(trajectory(0)).setGroupId("demo/0/1").build());

        advance(Duration.ofHours(2));

        assertThat(driver.getKeyValueStore(MetricsTopology.LEDGERS_STORE).get(GROUP))
                .isNull();
        assertThat(driver.getKeyValueStore(MetricsTopology.LEDGERS_STORE).get("demo/0/1"))
                .isNotNull();
    }

    @Test
    void shouldCountWhatAbandonedStepsDidAsUndone() {
        // Given a group of four: one trained and one dropped by step 4, one trained by step 3
        for (int i = 0; i < 4; i++) {
            publish(trajectory(i));
        }
        train(step(3, 3, 0), 0);
        train(step(4, 4, 0), 1);
        drop(2, DropReason.STALE, 0, 4);

        // When the learner goes back to step 3
        rewind(1, 5, 3, 3, 4);

        // Then both are pending again
        Map<String, MetricFigure> totals = totals();
        assertThat(sum(totals, "trained")).isEqualTo(1);
        assertThat(sum(totals, "dropped/stale")).isZero();
        assertThat(sum(totals, "abandoned/trained")).isEqualTo(1);
        assertThat(sum(totals, "abandoned/dropped/stale")).isEqualTo(1);
        assertThat(figure("accounting/pending")).isEqualTo(3);
        assertThat(figure("accounting/abandoned")).isEqualTo(2);

        // And they get another end in the new lineage
        train(step(4, 6, 1), 1, 2, 3);
        assertThat(sum(totals(), "trained")).isEqualTo(4);
        assertThat(figure("accounting/pending")).isZero();
        assertThat(figure("accounting/imbalance")).isZero();
    }

    @Test
    void shouldBeInBalanceBeforeTheRewindIsRead() {
        // Given a trajectory that step 4 trained
        publish(trajectory(0));
        train(step(4, 4, 0), 0);

        // When a drop of the new lineage is read before the rewind is
        drop(0, DropReason.STALE, 1, 6);

        // Then it counts in place of the other, before and after
        assertThat(sum(totals(), "trained")).isZero();
        assertThat(sum(totals(), "dropped/stale")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isZero();
        rewind(1, 5, 3, 3, 4);
        assertThat(sum(totals(), "dropped/stale")).isEqualTo(1);
        assertThat(sum(totals(), "abandoned/trained")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isZero();

        // And a late word of the abandoned step changes nothing
        drop(0, DropReason.UNREADABLE, 0, 4);
        assertThat(sum(totals(), "dropped/unreadable")).isZero();
        assertThat(figure("accounting/imbalance")).isZero();
    }

    @Test
    void shouldSeeATrajectoryThatTwoLineagesTrainThoughOneGoesOnFromTheOther() {
        publish(trajectory(0));
        train(step(3, 3, 0), 0);
        rewind(1, 5, 3, 3, 4);

        train(step(4, 6, 1), 0);

        assertThat(sum(totals(), "doubled")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isEqualTo(1);
    }

    @Test
    void shouldRememberGroupsThatARewindMayStillTakeBack() {
        // Given a group that is done by step 4, when the oldest checkpoint is of step 3
        publish(Trajectory.newBuilder(trajectory(0)).setGroupSize(1).build());
        train(step(4, 4, 0).setOldestCheckpoint(3), 0);
        advance(Duration.ofHours(2));

        // When the learner goes back, and trains it again
        rewind(1, 5, 3, 3, 4);
        train(step(4, 6, 1).setOldestCheckpoint(3), 0);

        assertThat(sum(totals(), "trained")).isEqualTo(1);
        assertThat(figure("accounting/imbalance")).isZero();

        // And once no learner goes back as far, the group is forgotten
        train(step(9, 11, 1).setOldestCheckpoint(6));
        publish(Trajectory.newBuilder(trajectory(0)).setGroupId("demo/0/1").build());
        train(step(10, 12, 1).setOldestCheckpoint(6), "demo/0/1", 0);
        advance(Duration.ofHours(2));
        assertThat(driver.getKeyValueStore(MetricsTopology.LEDGERS_STORE).get(GROUP))
                .isNull();
    }

    private void publish(Trajectory trajectory) {
        pipe(TOPICS.trajectories(), trajectory.getGroupId(), Trajectory.class, trajectory);
    }

    private void train(int... indices) {
        train(step(1, 1, 0), indices);
    }

    private void train(TrainingStep.Builder step, int... indices) {
        train(step, GROUP, indices);
    }

    private void train(TrainingStep.Builder step, String group, int... indices) {
        step.setGroups(
                indices.length == 0
                        ? List.of()
                        : List.of(new TrainedGroup(group, PackedInts.of(indices).bytes())));
        pipe(TOPICS.trainingSteps(), RUN.value(), TrainingStep.class, step.build());
    }

    private TrainingStep.Builder step(int step, int version, int lineage) {
        return TrainingStep.newBuilder()
                .setRunId(RUN.value())
                .setStep(step)
                .setVersion(version)
                .setLineage(lineage)
                .setGroups(List.of())
                .setWeightsSha256("")
                .setNextOffset(0L)
                .setSettledGroups(1L)
                .setMetrics(Map.of())
                .setTrainedAt(now);
    }

    private void rewind(int lineage, int version, int step, int parent, int from) {
        train(step(step, version, lineage).setParent(parent).setRewoundFrom(from));
    }

    private void drop(int index, DropReason reason) {
        drop(index, reason, 0, 1);
    }

    private void drop(int index, DropReason reason, int lineage, int version) {
        Drop drop = Drop.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(GROUP)
                .setIndices(PackedInts.of(index).bytes())
                .setWholeGroup(false)
                .setReason(reason)
                .setDroppedBy("learner")
                .setDroppedAt(now)
                .setLineage(lineage)
                .setVersion(version)
                .build();
        pipe(TOPICS.drops(), GROUP, Drop.class, drop);
    }

    private <T extends SpecificRecord> void pipe(String topic, String key, Class<T> type, T value) {
        TestInputTopic<String, byte[]> input =
                driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
        input.pipeInput(key, serdes.serializer(type).serialize(topic, value), now);
    }

    private void raw(String topic, byte[] value) {
        raw(topic, "k", value);
    }

    private void raw(String topic, String key, byte[] value) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value, now);
    }

    private void advance(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    private final Map<String, MetricWindow> seen = new TreeMap<>();

    private Map<String, MetricWindow> latest() {
        advance(Duration.ofSeconds(1));
        driver.createOutputTopic(TOPICS.metrics(), new StringDeserializer(), new ByteArrayDeserializer())
                .readKeyValuesToList()
                .forEach(record -> seen.put(
                        record.key,
                        serdes.deserializer(MetricWindow.class).deserialize(TOPICS.metrics(), record.value)));
        return seen;
    }

    private Map<String, MetricFigure> totals() {
        latest();
        return figures("demo/0/total");
    }

    private Map<String, MetricFigure> figures(String key) {
        return requireNonNull(seen.get(key)).getFigures();
    }

    private static double sum(Map<String, MetricFigure> figures, String name) {
        MetricFigure figure = figures.get(name);
        return figure == null ? 0 : figure.getSum();
    }

    private double figure(String name) {
        return driver.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .mapToDouble(entry -> (Double) entry.getValue().metricValue())
                .sum();
    }

    private static Trajectory trajectory(int index) {
        return Trajectory.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(GROUP)
                .setIndex(index)
                .setGroupSize(4)
                .setPrompt(Prompt.newBuilder()
                        .setRunId(RUN.value())
                        .setPromptId("p1")
                        .setText("what?")
                        .build())
                .setPromptTokens(PackedInts.of(1, 2).bytes())
                .setTokens(PackedInts.of(7, 8, 9).bytes())
                .setLogprobs(PackedFloats.of(-0.1f, -0.2f, -0.3f).bytes())
                .setPolicyVersions(PackedInts.of(3, 3, 4).bytes())
                .setText("a b c")
                .setWorker("w-1")
                .setSeed(1L)
                .setSampledAt(START)
                .build();
    }
}
