package dev.millrace.cli.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.dataset.DatasetWriter;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.io.Closing;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.GuardedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of processes at a broker and a registry that want credentials, with a canary in every place of its settings where a
 * secret can stand: none of them is seen anywhere else. Each process has the rights of {@link AccessTable} and no
 * others, and the broker denies nothing.
 */
@Tag("slow")
@Timeout(600)
class SecretsOfARunTest {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String RUN = "canary";
    private static final Topics TOPICS = new Topics("millrace.");

    /** A secret of the streams that stands in a bad record's key, and so in the message of what is wrong with it. */
    private static final String IN_A_KEY = "streams my.own.password";

    private static final String ADMIN = GuardedCluster.basic("admin", "of-the-test");

    private static final Map<String, CanarySettings.Way> USERS = Map.of(
            "creator", CanarySettings.Way.LITERAL,
            "learner", CanarySettings.Way.LITERAL,
            "worker", CanarySettings.Way.ENVIRONMENT,
            "scorer", CanarySettings.Way.LITERAL,
            "streams", CanarySettings.Way.FILE,
            "page", CanarySettings.Way.FILE,
            "feeder", CanarySettings.Way.ENVIRONMENT,
            "audit", CanarySettings.Way.FILE,
            "unknown", CanarySettings.Way.ENVIRONMENT,
            "stranger", CanarySettings.Way.LITERAL);

    /** Users with rights; the others have none. */
    private static final Map<String, Actor> ACTORS = Map.of(
            "creator", Actor.PROVISIONER,
            "learner", Actor.LEARNER,
            "worker", Actor.WORKER,
            "scorer", Actor.SCORER,
            "streams", Actor.STREAMS,
            "page", Actor.PAGE,
            "feeder", Actor.FEEDER,
            "audit", Actor.AUDITOR);

    private static final AuthorizerLog AUTHORIZER = new AuthorizerLog();

    private static final Map<String, Integer> CODES = new TreeMap<>();

    private static final Canaries canaries = new Canaries();
    private static final Map<String, CanarySettings> settings = new LinkedHashMap<>();
    private static final Map<String, String> answers = new TreeMap<>();

    @TempDir
    private static Path folder;

    private static GuardedCluster cluster;
    private static RunProcesses run;

    @BeforeAll
    static void runOnce() throws Exception {
        SmallRun small = SmallRun.make(
                folder,
                RUN,
                1,
                List.of(
                        "learner.total_steps=3",
                        "kafka.topic_prefix=" + TOPICS.prefix(),
                        "streams.state_dir=" + folder.resolve("state")));
        Map<String, String> passwords = new HashMap<>();
        USERS.keySet().stream()
                .filter(user -> !user.equals("stranger"))
                .forEach(user -> passwords.put(user, CanarySettings.password(user, canaries)));
        cluster = new GuardedCluster(folder.resolve("broker"), passwords);
        cluster.admit(ADMIN);
        settle(small.settings());
        run = RunProcesses.talking(folder.resolve("seen"));
        Path data = DatasetWriter.write(folder.resolve("data"), ScenePrompts.ONE_SIZE.training(1, 48));
        assertThat(run.run("topics", of("creator"), "topics", "create"))
                .as(run.said("topics"))
                .isZero();
        assertThat(run.run("schemas", of("creator"), "schemas", "register"))
                .as(run.said("schemas"))
                .isZero();
        publishBadRecords();
        run.start("learner", of("learner"), "learn", "--out", "roles");
        run.start("worker", of("worker"), "worker", "--id", "w0", "--out", "roles");
        run.start("scorer", of("scorer"), "score", "accuracy", "format", "--out", "roles");
        run.start("streams", of("streams"), "streams", "--out", "roles");
        run.start("page", of("page"), "page", "--out", "roles", "--port", "0");
        assertThat(run.run("feeder", of("feeder"), "prompts", "publish", data.toString()))
                .isZero();
        assertThat(run.awaitExit("learner", PATIENCE)).as(run.said("learner")).isZero();
        look();
        run.stop();
        CODES.put("audit", run.run("audit", of("audit"), "audit"));
        CODES.put("export", run.run("export", of("audit"), "export", "-o", "groups.jsonl"));
        CODES.put("dead-letters", run.run("letters", of("page"), "dead-letters", "list"));
        CODES.put("dry-run", run.run("dry", of("learner"), "learn", "--dry-run"));
        CODES.put("refused by the broker", run.run("stranger", of("stranger"), "topics", "describe"));
        CODES.put("refused by the registry", run.run("unknown", of("unknown"), "schemas", "check"));
    }

    private static RunProcesses.Settings of(String user) {
        return Objects.requireNonNull(settings.get(user), user).ofProcess();
    }

    /** Gives each user the rights of its role, and writes its settings. */
    private static void settle(MillraceConfig small) throws Exception {
        MillraceConfig there = small.with(small.kafka().at(cluster.broker().address(), cluster.registryUrl()));
        AccessTable table = new AccessTable(new RunNames(TOPICS, small.run().id()));
        Path secrets = Files.createDirectories(folder.resolve("secrets"));
        try (Admin admin = admin()) {
            for (Map.Entry<String, CanarySettings.Way> user : USERS.entrySet()) {
                boolean bearer = user.getValue() == CanarySettings.Way.FILE;
                CanarySettings written =
                        CanarySettings.write(secrets, user.getKey(), user.getValue(), bearer, there, canaries);
                if (!user.getKey().equals("unknown")) {
                    cluster.admit(written.registry());
                }
                settings.put(user.getKey(), written);
                Actor actor = ACTORS.get(user.getKey());
                if (actor != null) {
                    admin.createAcls(needed(table, actor, user.getKey())).all().get();
                }
            }
        }
    }

    /** Those with a condition are not needed here. */
    private static List<AclBinding> needed(AccessTable table, Actor actor, String user) {
        return table.of(List.of(actor)).stream()
                .filter(Grant::isAlwaysNeeded)
                .flatMap(grant -> grant.bindings("User:" + user).stream())
                .toList();
    }

    /** Damaged records of every kind, and a whole one in a wrong place whose key is a secret of who reads it. */
    private static void publishBadRecords() throws Exception {
        KafkaConnection connection = new KafkaConnection(
                cluster.broker().openAddress(),
                cluster.registryUrl(),
                Map.of("basic.auth.user.info", "admin:of-the-test"));
        new PoisonRecords(connection, new TopicCatalogue(TOPICS, 2, (short) 1), RUN, 1).publish();
        Score score = Score.newBuilder()
                .setRunId(RUN)
                .setGroupId(RUN + "/0/0")
                .setIndex(0)
                .setScorer("format")
                .setOutcome(ScoreOutcome.SCORED)
                .setValue(1.0)
                .setScoredAt(Instant.EPOCH)
                .build();
        try (Serializer<Score> serializer = new AvroSerdes(connection).serializer(Score.class);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        connection.producer("bad"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            TOPICS.scores(),
                            canaries.plant(IN_A_KEY).getBytes(UTF_8),
                            serializer.serialize(TOPICS.scores(), score)))
                    .get();
        }
    }

    /** Asks the page and the metrics for all they tell. */
    private static void look() throws Exception {
        String page = run.printed("page", Pattern.compile("page of run .* at (http\\S+)"), PATIENCE);
        String token = canaries.plant("page page.token");
        String groups = get(page + "api/groups", token);
        Matcher group = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(groups);
        List<String> paths = new ArrayList<>(List.of(
                "",
                "api/overview",
                "api/runs",
                "api/history",
                "api/windows",
                "api/groups",
                "api/dead-letters",
                "api/nothing",
                "metrics"));
        if (group.find()) {
            paths.add("api/group?id=" + group.group(1));
        }
        for (String path : paths) {
            answers.put("page /" + path, get(page + path, token));
        }
        answers.put("page without a token", get(page, ""));
        for (String role : List.of("worker", "scorer", "streams", "page")) {
            answers.put(
                    "metrics of " + role,
                    get(run.printed(role, Pattern.compile("metrics at (http\\S+)"), PATIENCE), ""));
        }
    }

    private static String get(String url, String token) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.headers().map() + "\n" + answer.body();
    }

    private static Admin admin() {
        return cluster.broker().admin();
    }

    @Test
    void shouldShowNoSecretInFilesOutputsAndCommandLines() throws IOException {
        assertThat(run.files())
                .contains("roles/learner.yaml", "roles/learner.log", "roles/metrics.jsonl", "groups.jsonl")
                .anyMatch(file -> file.startsWith("roles/checkpoints/") && file.endsWith("state.json"));
        assertThat(run.seen(canaries)).isEmpty();
    }

    @Test
    void shouldComeToItsEndAndRefuseWhomItShould() {
        assertThat(CODES)
                .isEqualTo(Map.of(
                        "audit", 0,
                        "export", 0,
                        "dead-letters", 0,
                        "dry-run", 0,
                        "refused by the broker", 1,
                        "refused by the registry", 1));
        assertThat(run.said("stranger")).contains("the broker refuses user stranger");
        assertThat(run.said("unknown")).contains("401");
    }

    @Test
    void shouldShowNoSecretOnThePageNorAmongTheMetrics() {
        Map<String, TreeSet<String>> seen = new TreeMap<>();
        answers.forEach((what, answer) -> RunProcesses.note(seen, what, canaries.in(answer)));
        assertThat(answers).hasSizeGreaterThan(12);
        assertThat(answers.get("page /api/dead-letters")).contains("has the key '[hidden]'");
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldShowNoSecretInAnyTopic() throws Exception {
        Map<String, TreeSet<String>> seen = new TreeMap<>();
        TreeSet<String> looked = new TreeSet<>();
        TopicBytes.read(cluster.broker().openAddress(), (where, bytes) -> {
            looked.add(where);
            TreeSet<String> found = canaries.in(bytes);
            if (where.endsWith(" key")
                    && (where.startsWith(TOPICS.scores()) || where.startsWith(TOPICS.deadLetters()))) {
                found.remove(IN_A_KEY); // it was put there
            }
            RunProcesses.note(seen, where, found);
        });
        assertThat(looked)
                .contains(TOPICS.deadLetters() + " header __streams.errors.message", "__transaction_state value")
                .anyMatch(where -> where.endsWith("-changelog value"));
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldRunWithTheRightsOfTheTable() {
        for (String role : List.of("learner", "worker", "scorer", "streams", "page", "feeder", "audit")) {
            assertThat(run.said(role)).as(role).doesNotContain("lacks a right", "AuthorizationException");
        }
    }

    @Test
    void shouldBeDeniedNothingByTheBroker() {
        List<String> ofTheRun = AUTHORIZER.denied();

        // Somebody without rights, to know that denials are heard.
        Map<String, Object> stranger = Map.of(
                "bootstrap.servers",
                cluster.broker().address(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                GuardedBroker.jaas("unknown", CanarySettings.password("unknown", canaries)));
        try (Admin admin = Admin.create(stranger)) {
            assertThat(admin.describeTopics(List.of(TOPICS.weights()))
                            .allTopicNames()
                            .toCompletionStage())
                    .failsWithin(PATIENCE);
        }
        assertThat(ofTheRun).isEmpty();
        assertThat(AUTHORIZER.denied()).isNotEmpty().allMatch(line -> line.contains("User:unknown"));
    }

    @AfterAll
    static void stop() {
        AUTHORIZER.close();
        Closing.all(Stream.of(run, cluster).filter(Objects::nonNull).toList());
    }
}
