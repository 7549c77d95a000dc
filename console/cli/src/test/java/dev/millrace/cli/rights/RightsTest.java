package dev.millrace.cli.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.cli.CommandRun;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.role.RunRoles;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.testing.GuardedBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The table of rights in docs/security.md: what it grants suffices, and a role that lacks one of them says which. */
@Tag("slow")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RightsTest {

    /** One line of the table. */
    private record Right(ResourceType type, String name, PatternType pattern, List<AclOperation> operations) {}

    private static final Topics TOPICS = new Topics("m.");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static final List<String> USERS = List.of("complete", "creates", "fences", "writes", "joins");

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
        grant("complete", streams("complete").toList());
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
        grant(
                "creates",
                streams("creates")
                        .filter(right -> !right.operations().contains(AclOperation.CREATE))
                        .toList());

        CommandRun said = run("creates", "streams");

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.err())
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
                streams("fences")
                        .filter(right -> right.type() != ResourceType.TRANSACTIONAL_ID)
                        .toList());

        CommandRun said = run("fences", "streams");

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.err()).contains("user fences lacks a right on transactional id with prefix m.fences.streams.v");
    }

    @Test
    void shouldNameTheTopicThatMayNotBeWritten() throws Exception {
        grant("writes", List.of(atTheStart(), topic(TOPICS.images(), AclOperation.WRITE)));
        Path prompts = Files.writeString(
                folder.resolve("prompts.jsonl"),
                "{\"id\":\"1\",\"problem\":\"What?\",\"answer\":\"7\",\"task\":\"understanding\"}\n");

        CommandRun said = run("writes", "prompts", "publish", prompts.toString());

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.err()).contains("lacks a right on topic m.prompts; grant it");
    }

    @Test
    void shouldNameTheGroupThatMayNotBeJoined() throws Exception {
        grant("joins", List.of(atTheStart(), topic(TOPICS.trajectories(), AclOperation.READ)));

        CommandRun said = run("joins", "score", "accuracy");

        assertThat(said.exitCode()).as(said.err()).isEqualTo(1);
        assertThat(said.err()).contains("lacks a right on group m.joins.scorer.accuracy; grant it");
    }

    private static Right atTheStart() {
        return new Right(
                ResourceType.TOPIC,
                TOPICS.prefix(),
                PatternType.PREFIXED,
                List.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS));
    }

    private static Right topic(String name, AclOperation... operations) {
        return new Right(ResourceType.TOPIC, name, PatternType.LITERAL, List.of(operations));
    }

    /** What the table grants to the streams of a run. */
    private static Stream<Right> streams(String run) {
        List<Right> rights = new ArrayList<>();
        rights.add(atTheStart());
        List.of(TOPICS.trajectories(), TOPICS.scores(), TOPICS.trainingSteps())
                .forEach(name -> rights.add(topic(name, AclOperation.READ)));
        List.of(TOPICS.experience(), TOPICS.drops(), TOPICS.scoresLate(), TOPICS.deadLetters())
                .forEach(name -> rights.add(topic(name, AclOperation.READ, AclOperation.WRITE)));
        rights.add(topic(TOPICS.metrics(), AclOperation.WRITE));
        for (String application : List.of("m." + run + ".streams.", "m." + run + ".metrics.")) {
            rights.add(new Right(ResourceType.GROUP, application, PatternType.PREFIXED, List.of(AclOperation.READ)));
            rights.add(new Right(
                    ResourceType.TRANSACTIONAL_ID, application, PatternType.PREFIXED, List.of(AclOperation.WRITE)));
            rights.add(new Right(
                    ResourceType.TOPIC,
                    application,
                    PatternType.PREFIXED,
                    List.of(
                            AclOperation.CREATE,
                            AclOperation.READ,
                            AclOperation.WRITE,
                            AclOperation.DELETE,
                            AclOperation.DESCRIBE,
                            AclOperation.DESCRIBE_CONFIGS)));
        }
        return rights.stream();
    }

    private static void grant(String user, List<Right> rights) throws Exception {
        List<AclBinding> bindings = new ArrayList<>();
        for (Right right : rights) {
            for (AclOperation operation : right.operations()) {
                bindings.add(new AclBinding(
                        new ResourcePattern(right.type(), right.name(), right.pattern()),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
            }
        }
        try (Admin admin = broker.admin()) {
            admin.createAcls(bindings).all().get();
        }
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
        if (!command[0].equals("prompts")) {
            arguments.addAll(List.of("--out", folder.resolve("out-" + user).toString()));
        }
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
