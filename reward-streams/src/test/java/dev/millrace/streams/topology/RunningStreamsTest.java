package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.millrace.infra.local.Bomb;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Durability;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.ScorerRole;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.streams.scoring.ScoringConfig;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Scorers and streams against a broker: the one place where the protocols of Kafka are really spoken. */
@Timeout(120)
@ExtendWith(SharedStack.class)
class RunningStreamsTest {

    private static final RunId RUN = new RunId("demo");
    private static final int PARTITIONS = 2;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<RunningRole> roles = new ArrayList<>();

    @TempDir
    static Path folder;

    private final KafkaConnection connection;
    private final Topics topics;
    private final AvroSerdes serdes;

    RunningStreamsTest(KafkaConnection connection) {
        this.connection = connection;
        this.topics = OwnTopics.create(connection, PARTITIONS);
        this.serdes = new AvroSerdes(connection);
    }

    @AfterEach
    void close() {
        roles.forEach(role -> role.stop().run());
        roles.forEach(RunningRole::join);
        threads.shutdownNow();
    }

    @Test
    void shouldMakeExperienceOfEveryGroupOnceWhoeverComesAndGoes() {
        // Given two scorers and two instances of the streams
        ScorerRole accuracy = scorer("accuracy");
        ScorerRole format = scorer("format");
        start(accuracy, accuracy::stop);
        start(format, format::stop);
        StreamsRole first = streams();
        StreamsRole second = streams();
        RunningRole running = start(first, first::stop);
        start(second, second::stop);
        await().atMost(PATIENCE).until(() -> first.isRunning() && second.isRunning());

        // When groups, garbage and bombs come, and one of the instances goes
        publishGroups(0, 30);
        publishGarbage();
        plantBombs();
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> experience().size() >= 30);
        first.stop();
        running.join();
        publishGroups(30, 50);
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> experience().size() >= 50);

        // Then each group is there once, with honest advantages, and only garbage and bombs were set aside
        List<Experience> experience = experience();
        assertThat(experience)
                .extracting(Experience::getGroupId)
                .doesNotHaveDuplicates()
                .hasSize(50);
        assertThat(experience).allSatisfy(group -> {
            assertThat(group.getTrajectories())
                    .extracting(ExperienceTrajectory::getReward)
                    .containsExactly(1.2, 0.2, 0.0, 1.2);
            assertThat(group.getTrajectories().stream()
                            .mapToDouble(ExperienceTrajectory::getAdvantage)
                            .sum())
                    .isCloseTo(0.0, within(1e-9));
        });
        assertThat(second.metrics().get("group/open")).isZero();
        // By each of their readers at least once: a scorer may read again what it has set aside.
        List<ConsumerRecord<String, byte[]>> letters = records(topics.deadLetters());
        assertThat(letters).hasSizeGreaterThanOrEqualTo(3 + 2 * 3 + 2);
        assertThat(letters.stream().filter(letter -> letter.value() == null).map(RunningStreamsTest::origin))
                .hasSizeGreaterThanOrEqualTo(2 * 3 + 2);
        assertThat(letters.stream().map(RunningStreamsTest::origin).distinct()).hasSize(1 + 2 + 2);
        assertThat(raw(topics.drops())).isEmpty();
    }

    @Test
    void shouldSayWhyItDoesNotComeToRun() {
        // Given internal topics that one broker cannot hold
        StreamsRole streams = streams(new Durability(3), Duration.ofSeconds(6));

        // When it runs, Then it ends within its patience and names topic, reason and cure
        assertThatThrownBy(streams::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not come to run within")
                .hasMessageContaining("internal topic " + new RunNames(topics, RUN).streams() + "-")
                .hasMessageContaining("-changelog is missing and cannot be made: ")
                .hasMessageEndingWith("start more brokers, or set kafka.replication to what there are");
    }

    @Test
    void shouldReplaceAThreadAfterWhatPassesAndEndWithADefect() {
        // Given a topology that fails once as under a broker that restarts, and then of a bug
        AtomicInteger records = new AtomicInteger();
        Topology topology = new Topology();
        topology.addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.trajectories());
        topology.addProcessor("failing", () -> new FailingProcessor(records), "in");
        StreamsRole streams = new StreamsRole(
                connection, topics, RUN, config(PATIENCE), new Durability(1), topics.prefix() + "failing", topology);
        Future<?> end = threads.submit(streams);
        await().atMost(PATIENCE).until(streams::isRunning);

        // When a record comes
        publishGarbage();

        // Then another thread takes it again, and the bug ends the role
        assertThatThrownBy(() -> end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("streams of run demo stopped: a bug");
        assertThat(records).hasValue(2);
    }

    private record FailingProcessor(AtomicInteger records) implements Processor<byte[], byte[], Void, Void> {

        @Override
        public void process(Record<byte[], byte[]> record) {
            throw records.incrementAndGet() == 1
                    ? new KafkaException(
                            "Unhandled error in EndTxnResponse: The server experienced an unexpected error")
                    : new IllegalStateException("a bug");
        }
    }

    private static StreamsRoleConfig config(Duration patience) {
        return new StreamsRoleConfig(
                folder.resolve("state"), 1, Duration.ofMillis(100), 0.5, patience, GroupProtocol.STREAMS);
    }

    private ScorerRole scorer(String name) {
        ScoringConfig common = ScoringConfig.defaults();
        ScorerConfig declared = common.declare(ScorerTypes.found().find(name).orElseThrow());
        Clock clock = Clock.systemUTC();
        ScorerContext context = new ScorerContext(name, ScorerRole.images(connection, topics, name, declared), clock);
        return new ScorerRole(
                connection, topics, RUN, declared, common, ScorerTypes.found().make(name, declared, context), clock);
    }

    private StreamsRole streams() {
        return streams(new Durability(1), Duration.ofMinutes(1));
    }

    private StreamsRole streams(Durability durability, Duration patience) {
        return new StreamsRole(
                connection,
                topics,
                RUN,
                config(patience),
                durability,
                AssemblyConfig.defaults(),
                DemoCredit.settings());
    }

    private RunningRole start(Runnable role, Runnable stop) {
        RunningRole running = new RunningRole(threads.submit(role), stop);
        roles.add(running);
        return running;
    }

    private record RunningRole(Future<?> end, Runnable stop) {

        void join() {
            try {
                end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (Exception e) {
                throw new AssertionError("a role did not end well", e);
            }
        }
    }

    /** Groups of four: two right answers, a wrong one, and one without form. */
    private void publishGroups(int from, int to) {
        try (KafkaProducer<String, Trajectory> producer = new KafkaProducer<>(
                connection.transactionalProducer("test", "test-" + from),
                new StringSerializer(),
                serdes.serializer(Trajectory.class))) {
            producer.initTransactions();
            for (int group = from; group < to; group++) {
                producer.beginTransaction();
                String id = GroupId.of(RUN, group % PARTITIONS, group).value();
                List<String> texts = List.of("<think>a</think> 3", "<think>a</think> 4", "4", "<think>b</think> three");
                for (int i = 0; i < texts.size(); i++) {
                    var unused = producer.send(
                            new ProducerRecord<>(topics.trajectories(), id, trajectory(id, i, texts.get(i))));
                }
                producer.commitTransaction();
            }
        }
    }

    private static Trajectory trajectory(String group, int index, String text) {
        Trajectory.Builder builder = AssemblyFixture.trajectoryOf(group, index).setText(text);
        Prompt prompt = Prompt.newBuilder(builder.getPrompt()).setReference("3").build();
        return builder.setPrompt(prompt).build();
    }

    private void publishGarbage() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.producer("garbage"), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
            var unused = producer.send(new ProducerRecord<>(topics.trajectories(), garbage, garbage));
            producer.flush();
        }
    }

    /** Three roles read trajectories, one reads scores: each meets two bombs on each. */
    private void plantBombs() {
        for (String topic : List.of(topics.trajectories(), topics.scores())) {
            Bomb.disarmBounds(connection, topic);
            new Bomb("lz4", 6 << 20).plantDisarmed(connection, topic, "bomb");
            new Bomb("zstd", 100 << 20).plantDisarmed(connection, topic, "bomb");
        }
    }

    private List<Experience> experience() {
        return raw(topics.experience()).stream()
                .map(bytes -> serdes.deserializer(Experience.class).deserialize(topics.experience(), bytes))
                .toList();
    }

    /** Where the record of a dead letter lies. */
    private static String origin(ConsumerRecord<String, byte[]> letter) {
        return Stream.of("topic", "partition", "offset")
                .map(name -> letter.headers().lastHeader("__streams.errors." + name))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("-"));
    }

    /** All committed values of a topic. */
    private List<byte[]> raw(String topic) {
        return records(topic).stream().map(ConsumerRecord::value).toList();
    }

    private List<ConsumerRecord<String, byte[]>> records(String topic) {
        Map<String, Object> settings = new HashMap<>(connection.consumer("reader"));
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<ConsumerRecord<String, byte[]>> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(values::add);
            }
        }
        return values;
    }
}
