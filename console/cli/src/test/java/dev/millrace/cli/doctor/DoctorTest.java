package dev.millrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.CommandRun;
import dev.millrace.infra.local.LocalRegistry;
import dev.millrace.infra.local.Port;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.provision.Provisioning;
import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.access.AccessTable;
import dev.millrace.schemas.access.Actor;
import dev.millrace.schemas.access.Grant;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.store.FolderStoreConfig;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoreSettings;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.GuardedBroker;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults are planted, each under a topic prefix of its own, and the finding names the fault and its cure. */
@Tag("slow")
@Timeout(300)
class DoctorTest {

    @TempDir
    private static Path folder;

    private static GuardedBroker broker;
    private static LocalRegistry registry;
    private static HttpServer refusing;

    /** What is wrong, with which settings, and what is said of it. */
    record Planted(String name, List<String> settings, String level, String subject, String what, String cure) {

        boolean isIn(JsonNode finding) {
            return finding.path("level").asText().equals(level)
                    && finding.path("subject").asText().equals(subject)
                    && finding.path("what").asText().contains(what)
                    && finding.path("cure").asText().contains(cure);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Planted fault(String name, String subject, String what, String cure, String... settings) {
        return new Planted(name, List.of(settings), "fault", subject, what, cure);
    }

    private static Planted warning(String name, String subject, String what, String cure, String... settings) {
        return new Planted(name, List.of(settings), "warning", subject, what, cure);
    }

    /** Settings of a user at the guarded port; its run is called as it. */
    private static String[] as(String user, String prefix) {
        return new String[] {
            "kafka.bootstrap=" + broker.address(),
            "kafka.topic_prefix=" + prefix,
            "run.id=r",
            "kafka.properties.security.protocol=SASL_PLAINTEXT",
            "kafka.properties.sasl.mechanism=PLAIN",
            "kafka.properties.sasl.jaas.config=" + GuardedBroker.jaas(user, "pw-" + user)
        };
    }

    private static Stream<Planted> planted() {
        String free = "127.0.0.1:" + Port.free();
        return Stream.of(
                fault("no broker", "broker", free, "start it", "kafka.bootstrap=" + free),
                fault("wrong password", "broker", "refuses user worker", "correct", wrongPassword()),
                fault("no login", "broker", "wants SASL", "sasl.jaas.config", "kafka.bootstrap=" + broker.address()),
                fault("no topic", "topics", "exists is false", "topics create", "kafka.topic_prefix=missing."),
                fault("too few partitions", "topics", "partitions is 4", "kafka.partitions", "kafka.partitions=5"),
                fault("short retention", "topics", "retention.ms is 1000", "kafka-configs.sh", prefix("retention.")),
                fault("small records", "topics", "max.message.bytes is 1000", "kafka-configs.sh", prefix("small.")),
                fault("compaction", "topics", "cleanup.policy is compact", "kafka-configs.sh", prefix("compact.")),
                fault("compression", "topics", "compression.type is zstd", "kafka-configs.sh", prefix("zstd.")),
                fault("more partitions", "topics", "partitions is 7", "kafka.partitions", prefix("grown.")),
                fault("too few brokers", "replicas", "there are 1 brokers", "replication=1", "kafka.replication=3"),
                fault(
                        "unreplicated topics",
                        "topics",
                        "replication is 1",
                        "kafka-reassign-partitions.sh",
                        "kafka.replication=3"),
                fault(
                        "internal topics unreplicated",
                        "topics",
                        "fine.r.streams.v1-x-changelog",
                        "kafka-",
                        "kafka.replication=3",
                        "run.id=r"),
                warning("one copy", "replicas", "kafka.replication is 1", "topics create"),
                fault("no registry", "registry", free, "start it", "kafka.registry=http://" + free),
                fault(
                        "registry refuses",
                        "registry",
                        "401",
                        "basic.auth",
                        "kafka.registry=http://127.0.0.1:"
                                + refusing.getAddress().getPort()),
                fault(
                        "no schema",
                        "registry",
                        "no schema of this version of bare.",
                        "schemas register",
                        prefix("bare.")),
                warning(
                        "level NONE",
                        "registry",
                        "level of loose.scores-value is NONE",
                        "schemas register",
                        prefix("loose.")),
                fault(
                        "no READ on weights",
                        "rights",
                        "may not READ topic fine.weights",
                        "acls create --role worker",
                        as("noweights", "fine.")),
                fault(
                        "no READ on the group",
                        "rights",
                        "may not READ groups with prefix fine.r.workers",
                        "acls create --role worker",
                        as("nogroup", "fine.")),
                fault(
                        "no WRITE on the transactional id",
                        "rights",
                        "may not WRITE transactional ids",
                        "acls create --role worker",
                        as("noid", "fine.")),
                fault(
                        "no WRITE on images of a worker whose policy draws",
                        "rights",
                        "may not WRITE topic fine.images, which worker needs",
                        "acls create --role worker",
                        as("nodrawing", "fine.")),
                warning("a record of tomorrow", "clocks", "future.prompts-0 at offset 0", "chronyc", prefix("future.")),
                warning("a dead run", "leftovers", "internal topics of run dead", "runs delete dead", prefix("left.")),
                warning(
                        "a secret in the settings",
                        "secrecy",
                        "sasl.jaas.config holds the secret itself",
                        "${file:PATH}",
                        as("worker", "fine.")),
                warning(
                        "the page in the clear",
                        "secrecy",
                        "the page and its token",
                        "page.tls.key_store",
                        "page.host=0.0.0.0"),
                fault(
                        "a store that cannot be written",
                        "object store",
                        "does not keep an object",
                        "kafka.store.config",
                        "kafka.store.type=folder",
                        "kafka.store.config.path=" + folder.resolve("file/objects")),
                fault(
                        "a store of another cluster",
                        "object store",
                        "holds objects of Kafka cluster another-cluster under the prefix fine.",
                        "./millrace store adopt",
                        "kafka.store.type=folder",
                        "kafka.store.config.path=" + folder.resolve("shared")),
                fault(
                        "no inference server",
                        "sampler servers",
                        "does not answer",
                        "worker.engine.config.urls",
                        "worker.engine.type=http",
                        "worker.engine.config.model=base",
                        "worker.engine.config.weights.way=none",
                        "worker.engine.config.urls=[http://localhost:" + Port.free() + "]"),
                fault(
                        "a state folder that cannot be written",
                        "disk",
                        "cannot be written (streams.state_dir)",
                        "streams.state_dir",
                        "streams.state_dir=" + folder.resolve("file/state")),
                fault(
                        "a policy too large",
                        "memory",
                        "takes at least",
                        "what would fit",
                        "policy.checkpoint=small-qwen",
                        "worker.group_size=4096",
                        "learner.micro_batch_groups=4096",
                        "learner.micro_batch_tokens=0"));
    }

    private static String prefix(String name) {
        return "kafka.topic_prefix=" + name;
    }

    private static String[] wrongPassword() {
        String[] settings = as("worker", "fine.");
        settings[settings.length - 1] =
                "kafka.properties.sasl.jaas.config=" + GuardedBroker.jaas("worker", "no-pw-of-worker");
        return settings;
    }

    @BeforeAll
    static void plant() throws Exception {
        Files.writeString(folder.resolve("file"), "no folder");
        try (ObjectStore shared = new StoreSettings("folder", new FolderStoreConfig(folder.resolve("shared"))).open()) {
            new StoreOwners(shared, new Topics("fine."), "another-cluster").mark();
        }
        broker = new GuardedBroker(
                folder.resolve("broker"),
                Stream.of("worker", "noweights", "nogroup", "noid", "nodrawing", "once")
                        .collect(Collectors.toMap(user -> user, user -> "pw-" + user)));
        registry = LocalRegistry.start(RegistryBackend.create(folder.resolve("registry.json")), 0);
        refusing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        refusing.start();
        for (String prefix :
                List.of("fine.", "retention.", "small.", "compact.", "zstd.", "grown.", "loose.", "future.", "left.")) {
            new Provisioning(config(List.of(prefix(prefix))).kafka()).create();
        }
        new Provisioning(config(List.of(prefix("bare."))).kafka()).createTopics();
        try (Admin admin = broker.admin()) {
            change(admin, "retention.prompts", "retention.ms", "1000");
            change(admin, "small.weights", "max.message.bytes", "1000");
            change(admin, "compact.scores", "cleanup.policy", "compact");
            change(admin, "zstd.images", "compression.type", "zstd");
            admin.createPartitions(Map.of("grown.scores", NewPartitions.increaseTo(7)))
                    .all()
                    .get();
            admin.createTopics(List.of(
                            new NewTopic("left.dead.streams.v1-x-changelog", 1, (short) 1),
                            new NewTopic("fine.r.streams.v1-x-changelog", 1, (short) 1)))
                    .all()
                    .get();
            grant(admin, "worker", grant -> true);
            grant(admin, "nodrawing", grant -> grant.isAlwaysNeeded());
            grant(admin, "once", Actor.FEEDER, grant -> grant.isAlwaysNeeded());
            grant(admin, "noweights", grant -> !grant.resource().name().equals("fine.weights"));
            grant(admin, "nogroup", grant -> !grant.resource().name().equals("fine.r.workers"));
            grant(admin, "noid", grant -> !grant.resource().name().equals("fine.r.worker."));
        }
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(registry.url() + "/config/loose.scores-value"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"NONE\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.openAddress()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long tomorrow = Instant.now().plus(Duration.ofMinutes(30)).toEpochMilli();
            producer.send(new ProducerRecord<>("future.prompts", 0, tomorrow, null, new byte[1]))
                    .get();
        }
    }

    private static void change(Admin admin, String topic, String key, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static void grant(Admin admin, String user, Predicate<Grant> which) throws Exception {
        grant(admin, user, Actor.WORKER, which);
    }

    private static void grant(Admin admin, String user, Actor actor, Predicate<Grant> which) throws Exception {
        admin.createAcls(new AccessTable(new RunNames(new Topics("fine."), new RunId("r")))
                        .of(List.of(actor)).stream()
                                .filter(which)
                                .flatMap(grant -> grant.bindings("User:" + user).stream())
                                .toList())
                .all()
                .get();
    }

    private static List<String> common() {
        return List.of(
                "kafka.bootstrap=" + broker.openAddress(),
                "kafka.registry=" + registry.url(),
                "kafka.topic_prefix=fine.",
                "streams.state_dir=" + folder.resolve("state"));
    }

    private static MillraceConfig config(List<String> more) {
        return MillraceConfig.loader()
                .load(
                        Optional.empty(),
                        Stream.concat(common().stream(), more.stream()).toList());
    }

    private static CommandRun doctor(List<String> settings) {
        return doctor(Actor.WORKER, settings);
    }

    private static CommandRun doctor(Actor role, List<String> settings) {
        List<String> arguments = new ArrayList<>(List.of("doctor", "--role", role.word(), "--json", "-"));
        Stream.concat(common().stream(), settings.stream()).forEach(each -> arguments.addAll(List.of("-s", each)));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("planted")
    void shouldFindTheFaultAndNameItsCure(Planted planted) throws Exception {
        CommandRun run = doctor(planted.settings());

        JsonNode findings = new ObjectMapper().readTree(run.out());
        assertThat(findings).as(run.err()).anyMatch(planted::isIn);
        assertThat(run.exitCode()).isEqualTo(planted.level().equals("fault") ? 1 : 0);
        for (JsonNode finding : findings) {
            if (planted.isIn(finding)) {
                FaultsPage.hold(planted.name(), finding, folder);
                return;
            }
        }
    }

    @Test
    void shouldWarnOfARightThatOnlyACommandTellsTheNeedOf() throws Exception {
        CommandRun run = doctor(Actor.FEEDER, List.of(as("once", "fine.")));

        assertThat(new ObjectMapper().readTree(run.out())).as(run.err()).anySatisfy(finding -> {
            assertThat(finding.path("level").asText()).isEqualTo("warning");
            assertThat(finding.path("what").asText())
                    .isEqualTo(
                            "user once may not READ topic fine.prompts, which feeder needs where it feeds round after"
                                    + " round, and looks how far the workers are");
            assertThat(finding.path("cure").asText())
                    .isEqualTo("./millrace acls create --role feeder --user feeder=once");
        });
    }

    @Test
    void shouldFindARightThatTheSettingsTellTheNeedOf() {
        List<String> settings = new ArrayList<>(List.of(as("once", "fine.")));
        settings.add("feeder.epochs=2");

        CommandRun run = doctor(Actor.FEEDER, settings);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("user once may not READ topic fine.prompts, which feeder needs");
    }

    @Test
    void shouldFindNoFaultWhereThereIsNone() {
        CommandRun run = doctor(List.of());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("0 faults");
    }

    @AfterAll
    static void stop() {
        refusing.stop(0);
        registry.close();
        broker.close();
    }
}
