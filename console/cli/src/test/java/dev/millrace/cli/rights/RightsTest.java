package dev.millrace.cli.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.millrace.cli.CommandRun;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.testing.GuardedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the table grants to streams suffices, and streams that lack one of these rights say which, early or late. */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RightsTest {

    private static final Topics TOPICS = new Topics("m.");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static final List<String> USERS = List.of("complete", "creates", "fences", "joins");

    private static GuardedBroker broker;
    private static LocalRegistry registry;

    @BeforeAll
    static void start() {
        broker = new GuardedBroker(
                folder.resolve("broker"), USERS.stream().collect(Collectors.toMap(user -> user, user -> "pw-" + user)));
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolve("registry.json")), 0);
        new Provisioning(config(List.of("kafka.bootstrap=" + broker.openAddress(), "kafka.registry=" + registry.url()))
                        .kafka())
                .create();
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void shouldRunStreamsWithTheRightsOfTheTable() throws Exception {
        // Given a user with these rights and no other
        grant("complete", streams("complete"));
        MillraceConfig config = config("complete");
        RunRoles make = new RunRoles(config, Clock.systemUTC());
        StreamsRole streams = make.streams();
        StreamsRole metrics = make.metrics();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Future<?> first = threads.submit(streams);
        Future<?> second = threads.submit(metrics);

        // When a whole group comes, half of one, a score that is late and one that is garbage
        publish("complete");

        // Then all of it goes where it belongs
        for (String topic : List.of(
                TOPICS.experience(), TOPICS.drops(), TOPICS.scoresLate(), TOPICS.deadLetters(), TOPICS.metrics())) {
            await(topic).atMost(PATIENCE).until(() -> first.isDone() || second.isDone() || end(topic) > 0);
            assertThat(first).as(topic).isNotDone();
            assertThat(second).as(topic).isNotDone();
        }
        streams.stop();
        metrics.stop();
        first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        threads.shutdownNow();
    }

    @Test
    void shouldNameTheInternalTopicThatMayNotBeMade() throws Exception {
        grant("creates", streams("creates").filter(right -> !right.operations().contains(AclOperation.CREATE)));

        String said = saidByStreams("creates");

        assertThat(said)
                .contains(
                        "internal topic m.creates.streams.",
                        "is missing and cannot be made",
                        "grant user creates CREATE, READ, WRITE, DELETE, DESCRIBE and DESCRIBE_CONFIGS on topics with"
                                + " prefix m.creates.streams.");
    }

    @Test
    void shouldNameTheTransactionalIdThatMayNotBeUsed() throws Exception {
        grant(
                "fences",
                streams("fences").filter(right -> right.resource().resourceType() != ResourceType.TRANSACTIONAL_ID));

        String said = saidByStreams("fences");

        assertThat(said).contains("user fences lacks a right on transactional id with prefix m.fences.streams.v");
    }

    @Test
    void shouldSayAtTheStartWhatIsMissing() throws Exception {
        grant("joins", streams("joins").filter(right -> right.resource().resourceType() != ResourceType.GROUP));

        CommandRun said = run("joins", "streams");

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.err())
                .contains(
                        "user joins may not READ groups with prefix m.joins.streams., nor READ groups with prefix"
                                + " m.joins.metrics., which streams needs; grant it with `millrace acls create --role streams --user streams=joins`");
    }

    /** What the table grants to the streams of a run. */
    private static Stream<Grant> streams(String run) {
        return new AccessTable(new RunNames(TOPICS, new RunId(run))).of(List.of(Actor.STREAMS)).stream();
    }

    private static void grant(String user, Stream<Grant> rights) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createAcls(rights.flatMap(right -> right.bindings("User:" + user).stream())
                            .toList())
                    .all()
                    .get();
        }
    }

    /** What the role says that finds out by itself. */
    private static String saidByStreams(String user) {
        Throwable failure = catchThrowable(
                () -> new RunRoles(config(user), Clock.systemUTC()).streams().run());
        return ErrorLine.of(failure);
    }

    private static MillraceConfig config(String user) {
        return config(settings(user));
    }

    private static MillraceConfig config(List<String> settings) {
        List<String> all = new ArrayList<>(settings);
        all.add("kafka.topic_prefix=" + TOPICS.prefix());
        all.add("kafka.partitions=1");
        return MillraceConfig.loader().load(Optional.empty(), all);
    }

    /** The run bears the name of its user. */
    private static List<String> settings(String user) {
        List<String> settings = new ArrayList<>(List.of(
                "kafka.bootstrap=" + broker.address(),
                "kafka.registry=" + registry.url(),
                "kafka.properties.security.protocol=SASL_PLAINTEXT",
                "kafka.properties.sasl.mechanism=PLAIN",
                "kafka.properties.sasl.jaas.config=" + GuardedBroker.jaas(user, "pw-" + user)));
        settings.add("run.id=" + user);
        settings.add("assembly.deadline=2s");
        settings.add("assembly.restart_grace=0s");
        settings.add("streams.patience=10s");
        settings.add("streams.state_dir=" + folder.resolve("state-" + user));
        return settings;
    }

    private static CommandRun run(String user, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        settings(user).forEach(setting -> arguments.addAll(List.of("-s", setting)));
        arguments.addAll(List.of("-s", "kafka.topic_prefix=" + TOPICS.prefix(), "-s", "kafka.partitions=1"));
        arguments.addAll(List.of("--out", folder.resolve("out-" + user).toString()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private static long end(String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = broker.admin()) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }

    private static void publish(String run) throws Exception {
        KafkaConnection connection = new KafkaConnection(broker.openAddress(), registry.url(), Map.of());
        AvroSerdes serdes = new AvroSerdes(connection);
        String whole = run + "/0/0";
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection.producer("p"), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int index = 0; index < 2; index++) {
                send(producer, serdes, TOPICS.trajectories(), whole, trajectory(run, whole, index));
                send(producer, serdes, TOPICS.scores(), whole, score(run, whole, index, "accuracy", index));
                send(producer, serdes, TOPICS.scores(), whole, score(run, whole, index, "format", 1));
            }
            String half = run + "/0/1";
            send(producer, serdes, TOPICS.trajectories(), half, trajectory(run, half, 0));
            send(producer, serdes, TOPICS.scores(), whole, score(run, whole, 0, "accuracy", 0.5));
            producer.send(new ProducerRecord<>(TOPICS.scores(), whole.getBytes(StandardCharsets.UTF_8), new byte[] {7}))
                    .get();
        }
    }

    private static <T extends SpecificRecord> void send(
            KafkaProducer<byte[], byte[]> producer, AvroSerdes serdes, String topic, String key, T value)
            throws Exception {
        @SuppressWarnings("unchecked") // the class of a value of type T
        Class<T> type = (Class<T>) value.getClass();
        producer.send(new ProducerRecord<>(
                        topic,
                        key.getBytes(StandardCharsets.UTF_8),
                        serdes.serializer(type).serialize(topic, value)))
                .get();
    }

    private static Trajectory trajectory(String run, String group, int index) {
        return Trajectory.newBuilder()
                .setRunId(run)
                .setGroupId(group)
                .setIndex(index)
                .setGroupSize(2)
                .setPrompt(Prompt.newBuilder()
                        .setRunId(run)
                        .setPromptId("p")
                        .setText("?")
                        .build())
                .setPromptTokens(PackedInts.of(1).bytes())
                .setTokens(PackedInts.of(1, 2).bytes())
                .setLogprobs(PackedFloats.of(-1, -1).bytes())
                .setPolicyVersions(PackedInts.of(0, 0).bytes())
                .setText("x")
                .setSeed(1)
                .setSampledAt(Instant.now())
                .build();
    }

    private static Score score(String run, String group, int index, String scorer, double value) {
        return Score.newBuilder()
                .setRunId(run)
                .setGroupId(group)
                .setIndex(index)
                .setScorer(scorer)
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(value)
                .setScoredAt(Instant.now())
                .build();
    }
}
