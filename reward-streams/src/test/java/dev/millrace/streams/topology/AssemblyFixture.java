package dev.millrace.streams.topology;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LateScore;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.assembly.ClosedGroup;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.assembly.IndexSet;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reward.OutputKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The topology on a test driver, with the words of the domain. Times are relative to {@link #START}. */
final class AssemblyFixture implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final RunId RUN = new RunId("demo");
    static final Topics TOPICS = new Topics("millrace.");
    static final String GROUP = "demo/0/0";
    static final int SIZE = 4;

    private static final List<String> STORES = List.of(
            ExperienceTopology.GROUPS_STORE, ExperienceTopology.DEADLINES_STORE, ExperienceTopology.CLOSED_STORE);

    private final AvroSerdes serdes;
    private final AssemblyConfig assembly;
    private final CreditSettings credit;
    private final GroupPlacement placement;
    private TopologyTestDriver driver;
    private TestInputTopic<String, byte[]> trajectories;
    private TestInputTopic<String, byte[]> scores;
    private Instant now = START;

    AssemblyFixture(AssemblyConfig assembly, CreditSettings credit) {
        this(assembly, credit, GroupPlacement.ANYWHERE);
    }

    private AssemblyFixture(AssemblyConfig assembly, CreditSettings credit, GroupPlacement placement) {
        this.assembly = assembly;
        this.credit = credit;
        this.placement = placement;
        KafkaConnection connection = new KafkaConnection("nowhere:9092", "mock://reward-streams", Map.of());
        this.serdes = new AvroSerdes(connection);
        try (SchemaRegistration registration =
                new SchemaRegistration(connection, new TopicCatalogue(TOPICS, 1, (short) 1), Duration.ofSeconds(1))) {
            registration.registerAll();
        }
        start();
    }

    static AssemblyFixture withDefaults() {
        return new AssemblyFixture(assembly(DeadlinePolicy.DROP_TRAJECTORY), DemoCredit.settings());
    }

    /** All records of the driver lie on partition 0 of so many. */
    static AssemblyFixture withPartitions(int partitions) {
        return new AssemblyFixture(
                assembly(DeadlinePolicy.DROP_TRAJECTORY), DemoCredit.settings(), new GroupPlacement(partitions));
    }

    static AssemblyFixture withPolicy(DeadlinePolicy policy) {
        return new AssemblyFixture(assembly(policy), DemoCredit.settings());
    }

    /** A deadline of a minute, looked at each second, a grace of 5 seconds; closed groups are kept 10 minutes. */
    static AssemblyConfig assembly(DeadlinePolicy policy) {
        return new AssemblyConfig(
                Duration.ofSeconds(60),
                policy,
                2,
                0.25,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    private void start() {
        driver = new TopologyTestDriver(
                ExperienceTopology.build(
                        RUN, TOPICS, serdes, assembly, credit, new Origin("test", null), placement, 0.5),
                settings(),
                now);
        trajectories =
                driver.createInputTopic(TOPICS.trajectories(), new StringSerializer(), new ByteArraySerializer());
        scores = driver.createInputTopic(TOPICS.scores(), new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Settings of a driver, with the error handlers of the role. Not exactly-once: under it the driver clears what its
     * producer has not committed yet, and with it the dead letters of records that cannot be read.
     */
    static Properties settings() {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "assembly-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
        settings.putAll(StreamsRole.errorSettings(TOPICS, RUN));
        return settings;
    }

    /** Ends the instance and starts another one with what its stores held. */
    void restartAfter(Duration down) {
        Map<String, List<KeyValue<Object, Object>>> kept = new HashMap<>();
        for (String name : STORES) {
            kept.put(name, entries(driver.getKeyValueStore(name)));
        }
        List<KeyValue<Bytes, byte[]>> closed = entries(closed());
        driver.close();
        now = now.plus(down);
        start();
        kept.forEach((name, entries) -> {
            KeyValueStore<Object, Object> store = driver.getKeyValueStore(name);
            entries.forEach(entry -> store.put(entry.key, entry.value));
        });
        closed.forEach(entry -> closed().put(entry.key, entry.value));
    }

    /** The group as an older version remembers that it closed now, with all its trajectories. */
    void closedByAnOlderVersion() {
        KeyValueStore<String, ClosedGroup> store = driver.getKeyValueStore(ExperienceTopology.CLOSED_STORE);
        store.put(GROUP, new ClosedGroup(now, IndexSet.of(List.of(0, 1, 2, 3)), OutputKind.TEXT));
        TimeOrderedKey expiry = new TimeOrderedKey(now.plus(assembly.closedRetention()), new GroupId(GROUP));
        closed().put(expiry.bytes(), new byte[0]);
    }

    private KeyValueStore<Bytes, byte[]> closed() {
        return ((ClosedGroups) driver.getStateStore(ExperienceTopology.EXPIRIES_STORE)).written();
    }

    /** Number of entries of each store. */
    Map<String, Integer> stored() {
        Map<String, Integer> sizes = new TreeMap<>();
        STORES.forEach(
                name -> sizes.put(name, entries(driver.getKeyValueStore(name)).size()));
        sizes.put(ExperienceTopology.EXPIRIES_STORE, entries(closed()).size());
        return sizes;
    }

    private static <K, V> List<KeyValue<K, V>> entries(KeyValueStore<K, V> store) {
        List<KeyValue<K, V>> entries = new ArrayList<>();
        try (KeyValueIterator<K, V> all = store.all()) {
            all.forEachRemaining(entries::add);
        }
        return entries;
    }

    void advance(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    /** All trajectories of the group. */
    void group() {
        IntStream.range(0, SIZE).forEach(this::trajectory);
    }

    void trajectory(int index) {
        publish(trajectoryOf(GROUP, index).build());
    }

    void publish(Trajectory trajectory) {
        publish(trajectory.getGroupId(), trajectory);
    }

    void publish(String key, Trajectory trajectory) {
        publishTrajectory(key, bytes(TOPICS.trajectories(), Trajectory.class, trajectory));
    }

    void publishTrajectory(String key, byte[] value) {
        trajectories.pipeInput(key, value, now);
    }

    static Trajectory.Builder trajectoryOf(String group, int index) {
        return Trajectory.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(group)
                .setIndex(index)
                .setGroupSize(SIZE)
                .setPrompt(Prompt.newBuilder()
                        .setRunId(RUN.value())
                        .setPromptId("p1")
                        .setTask(Task.UNDERSTANDING)
                        .setText("what?")
                        .setCategory("count")
                        .build())
                .setPromptTokens(PackedInts.of(1, 2).bytes())
                .setTokens(PackedInts.of(7, 8, 9).bytes())
                .setLogprobs(PackedFloats.of(-0.1f, -0.2f, -0.3f).bytes())
                .setPolicyVersions(PackedInts.of(3, 3, 4).bytes())
                .setText("<think>a</think> b")
                .setSeed(1L)
                .setSampledAt(START);
    }

    /** Accuracy and format of a trajectory, as a scorer each. */
    void scored(int index, double accuracy, double format) {
        score(index, "accuracy", accuracy);
        score(index, "format", format);
    }

    void score(int index, String scorer, double value) {
        publish(scoreOf(index, scorer).setValue(value).build());
    }

    void failed(int index, String scorer, String cause) {
        publish(scoreOf(index, scorer)
                .setOutcome(ScoreOutcome.FAILED)
                .setCause(cause)
                .build());
    }

    void abstained(int index, String scorer) {
        publish(scoreOf(index, scorer).setOutcome(ScoreOutcome.ABSTAINED).build());
    }

    void publish(Score score) {
        publish(score.getGroupId(), score);
    }

    void publish(String key, Score score) {
        publishScore(key, bytes(TOPICS.scores(), Score.class, score));
    }

    void publishScore(String key, byte[] value) {
        scores.pipeInput(key, value, now);
    }

    static Score.Builder scoreOf(int index, String scorer) {
        return Score.newBuilder()
                .setRunId(RUN.value())
                .setGroupId(GROUP)
                .setIndex(index)
                .setScorer(scorer)
                .setScorerVersion("1")
                .setOutcome(ScoreOutcome.SCORED)
                .setScoredAt(START)
                .setLatencyMs(3);
    }

    List<Experience> experience() {
        return read(TOPICS.experience(), Experience.class);
    }

    /** Drops as "REASON [indices]", with a star where the whole group is dropped. */
    List<String> drops() {
        return read(TOPICS.drops(), Drop.class).stream()
                .map(drop ->
                        drop.getReason() + (drop.getWholeGroup() ? "* " : " ") + PackedInts.view(drop.getIndices()))
                .toList();
    }

    List<Drop> dropRecords() {
        return read(TOPICS.drops(), Drop.class);
    }

    List<LateScore> late() {
        return read(TOPICS.scoresLate(), LateScore.class);
    }

    /** The messages of dead letters. */
    List<String> deadLetters() {
        return driver
                .createOutputTopic(TOPICS.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(AssemblyFixture::message)
                .toList();
    }

    double metric(String name) {
        return driver.metrics().entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(entry -> (Double) entry.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    private <T extends SpecificRecord> List<T> read(String topic, Class<T> type) {
        return driver.createOutputTopic(topic, new StringDeserializer(), serdes.deserializer(type))
                .readValuesToList();
    }

    private <T extends SpecificRecord> byte[] bytes(String topic, Class<T> type, T value) {
        return serdes.serializer(type).serialize(topic, value);
    }

    private static String message(TestRecord<byte[], byte[]> letter) {
        byte[] message = letter.headers().lastHeader("__streams.errors.message").value();
        return message == null ? "" : new String(message, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        driver.close();
    }
}
