package dev.millrace.testing.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.RegistryPatience;
import dev.millrace.schemas.client.UnreachableException;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.registry.RegistryBackend;
import dev.millrace.schemas.registry.SchemaRegistration;
import dev.millrace.schemas.registry.SchemaRegistrationException;
import dev.millrace.schemas.topic.TopicCatalogue;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.GuardedRegistry;
import dev.millrace.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One registry, every way of being let in or not; each asked by the check, by the registration and by a serde. */
class RegistrySecurityTest {

    private static final TopicCatalogue CATALOGUE = new TopicCatalogue(new Topics("t."), 1, (short) 1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SSL = "schema.registry.ssl.";
    private static final String SECRET = "pw-canary";

    @TempDir
    private static Path stores;

    private static Path trust;
    private static Path server;

    private static RegistryBackend backend;

    @BeforeAll
    static void certify() {
        TestAuthority authority = new TestAuthority("authority");
        TestAuthority stranger = new TestAuthority("stranger");
        trust = authority.trustStore(stores.resolve("trust.p12"));
        server = authority.keyStore(stores.resolve("server.p12"), "localhost");
        authority.keyStore(stores.resolve("elsewhere.p12"), "other.example");
        authority.keyStore(
                stores.resolve("expired.p12"), "localhost", Instant.now().minusSeconds(60));
        authority.keyStore(stores.resolve("client.p12"), "client");
        stranger.keyStore(stores.resolve("stranger.p12"), "client");
        backend = RegistryBackend.create(stores.resolve("registry.json"));
    }

    @Test
    void shouldServeAllWhereNothingIsAsked() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            useAll(registry.url(), Map.of());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            basic.auth.user.info=u:pw-canary                                                   | Basic u:pw-canary
            schema.registry.basic.auth.user.info=u:pw-canary                                   | Basic u:pw-canary
            basic.auth.credentials.source=USER_INFO,basic.auth.user.info=u:pw-canary           | Basic u:pw-canary
            basic.auth.credentials.source=SASL_INHERIT,sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="pw-canary"; | Basic u:pw-canary
            bearer.auth.token=pw-canary                                                        | Bearer pw-canary
            schema.registry.bearer.auth.token=pw-canary                                        | Bearer pw-canary
            bearer.auth.credentials.source=STATIC_TOKEN,bearer.auth.token=pw-canary            | Bearer pw-canary
            """)
    void shouldGiveCredentials(String settings, String wanted) throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            registry.wants(header(wanted));
            useAll(registry.url(), map(settings));
        }
    }

    @Test
    void shouldGiveTheUserOfTheUrlAndNeverShowIt() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            registry.wants(header("Basic u:p@w"));
            String url = registry.url().replace("://", "://u:p%40w@");
            useAll(url, Map.of());

            registry.wants("Basic other");
            assertThatThrownBy(() -> preflight(url, Map.of()))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageNotContaining("p%40w")
                    .hasMessageNotContaining("p@w");
            assertThat(connection(url, Map.of()).toString()).doesNotContain("p%40w");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "basic.auth.user.info=u:pw-canary", "bearer.auth.token=pw-canary"})
    void shouldSayAtOnceThatCredentialsAreWrong(String settings) throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            registry.wants("Basic other");
            assertThatThrownBy(() -> preflight(registry.url(), map(settings)))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageContaining("wants other credentials (status 401)")
                    .hasMessageContaining("kafka.properties.basic.auth.user.info")
                    .hasMessageNotContaining(SECRET)
                    .hasMessageNotContaining("tried for");
            assertThat(registry.requests()).isEqualTo(1);
            assertThatThrownBy(() -> register(registry.url(), map(settings)))
                    .isInstanceOf(SchemaRegistrationException.class)
                    .hasMessageContaining("status 401");
        }
    }

    @Test
    void shouldSayWhichCredentialSettingsDoNotGoTogether() throws Exception {
        String both = "basic.auth.credentials.source=USER_INFO,basic.auth.user.info=u:p,"
                + "bearer.auth.credentials.source=STATIC_TOKEN,bearer.auth.token=t";
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            assertThatThrownBy(() -> preflight(registry.url(), map(both)))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("Only one of")
                    .hasMessageContaining("kafka.properties");
        }
    }

    @Test
    void shouldTrustAPrivateAuthority() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.tls(backend, server, null)) {
            useAll(registry.url(), trusting());
        }
    }

    @Test
    void shouldGiveItsCertificate() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.tls(backend, server, trust)) {
            useAll(registry.url(), trusting(keys("client.p12")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            server.p12    |                                    | authority that is not trusted here        | schema.registry.ssl.truststore.location
            expired.p12   | trust.p12                          | certificate of the registry has expired   | renew it
            elsewhere.p12 | trust.p12                          | for another host name                     | kafka.registry
            server.p12    | missing.p12                        | there is no file                          | kafka.properties.schema.registry.ssl.truststore.location
            server.p12    | server-with-wrong-password         | the password of store                     | kafka.properties.schema.registry.ssl.truststore.password
            """)
    void shouldSayAtOnceWhatOfTlsIsWrong(String keys, String store, String cause, String cure) throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.tls(backend, stores.resolve(keys), null)) {
            Map<String, String> settings = new HashMap<>();
            if ("server-with-wrong-password".equals(store)) {
                settings.putAll(trusting());
                settings.put(SSL + "truststore.password", "wrong");
            } else if (store != null) {
                settings.putAll(trusting());
                settings.put(SSL + "truststore.location", stores.resolve(store).toString());
            }
            assertThatThrownBy(() -> preflight(registry.url(), settings))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageContaining(cause)
                    .hasMessageContaining(cure)
                    .hasMessageNotContaining("tried for")
                    .hasMessageNotContaining(TestAuthority.PASSWORD);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stranger.p12"})
    void shouldSayAtOnceThatAClientCertificateIsWanted(String keys) throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.tls(backend, server, trust)) {
            assertThatThrownBy(() -> preflight(registry.url(), keys.isEmpty() ? trusting() : trusting(keys(keys))))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("refuses the certificate of this client, or wants one")
                    .hasMessageContaining("schema.registry.ssl.keystore.location");
        }
    }

    @Test
    void shouldAskThroughTheProxy() throws Exception {
        // Given a proxy, which here answers for the host that nobody else finds
        try (GuardedRegistry proxy = GuardedRegistry.plain(backend)) {
            useAll(
                    "http://registry.invalid:8081",
                    Map.of("proxy.host", "127.0.0.1", "proxy.port", String.valueOf(proxy.port())));
        }
    }

    @Test
    void shouldTakeTheNextUrlWhereTheFirstIsOutOfOrder() throws Exception {
        try (GuardedRegistry broken = GuardedRegistry.plain(backend);
                GuardedRegistry healthy = GuardedRegistry.plain(backend)) {
            broken.answers(503);
            useAll(broken.url() + "," + healthy.url(), Map.of());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 407, 404, 429, 500, 503})
    void shouldNotBlameTheRecordInMidRun(int status) throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            register(registry.url(), Map.of());
            KafkaConnection connection = connection(registry.url(), Map.of());
            byte[] record = new AvroSerdes(connection).serializer(Drop.class).serialize("t.drops", drop());

            // Given a registry that has begun to refuse, and a process that sees the schema for the first time
            registry.answers(status);
            AvroSerdes impatient = new AvroSerdes(connection, RegistryPatience.running(Duration.ofMillis(1)));

            // When it reads or writes, Then it fails with the cause, and not as with a bad record
            assertThatThrownBy(() -> impatient.deserializer(Drop.class).deserialize("t.drops", record))
                    .isInstanceOf(KafkaException.class)
                    .isNotInstanceOf(SerializationException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageContaining("status " + status);
            assertThatThrownBy(() -> impatient.serializer(Drop.class).serialize("t.drops", drop()))
                    .isInstanceOf(KafkaException.class)
                    .isNotInstanceOf(SerializationException.class)
                    .hasMessageContaining("status " + status);
        }
    }

    @Test
    void shouldGoOnOnceTheRegistryLetsItInAgain() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            register(registry.url(), Map.of());
            KafkaConnection connection = connection(registry.url(), Map.of());
            byte[] record = new AvroSerdes(connection).serializer(Drop.class).serialize("t.drops", drop());

            // Given credentials that are refused until the second try
            registry.answers(401);
            int before = registry.requests();
            Thread exchange = new Thread(() -> {
                while (registry.requests() == before) {
                    Thread.onSpinWait();
                }
                registry.answers(0);
            });
            exchange.start();

            // When a record is read, Then it is the record
            assertThat(new AvroSerdes(connection).deserializer(Drop.class).deserialize("t.drops", record))
                    .isEqualTo(drop());
            exchange.join();
        }
    }

    @Test
    void shouldStillBlameARecordWhoseSchemaTheRegistryDoesNotKnow() throws Exception {
        try (GuardedRegistry registry = GuardedRegistry.plain(backend)) {
            byte[] unknown = {0, 0, 0, 0, 99, 1, 2, 3};
            KafkaConnection connection = connection(registry.url(), Map.of());
            assertThatThrownBy(() ->
                            new AvroSerdes(connection).deserializer(Drop.class).deserialize("t.drops", unknown))
                    .isInstanceOf(SerializationException.class);
        }
    }

    /** Checks, registers, finds again, writes and reads. */
    private static void useAll(String url, Map<String, String> properties) {
        preflight(url, properties);
        register(url, properties);
        try (SchemaRegistration schemas = new SchemaRegistration(connection(url, properties), CATALOGUE, PATIENCE)) {
            assertThat(schemas.checkAll()).hasSameSizeAs(CATALOGUE.subjects());
        }
        AvroSerdes serdes = new AvroSerdes(connection(url, properties));
        byte[] record = serdes.serializer(Drop.class).serialize("t.drops", drop());
        assertThat(serdes.deserializer(Drop.class).deserialize("t.drops", record))
                .isEqualTo(drop());
    }

    private static void preflight(String url, Map<String, String> properties) {
        new Preflight(connection(url, properties), PATIENCE).checkRegistry();
    }

    private static void register(String url, Map<String, String> properties) {
        try (SchemaRegistration schemas = new SchemaRegistration(connection(url, properties), CATALOGUE, PATIENCE)) {
            schemas.registerAll();
        }
    }

    private static KafkaConnection connection(String url, Map<String, String> properties) {
        return new KafkaConnection("unused:1", url, properties);
    }

    private static Map<String, String> trusting() {
        return Map.of(
                SSL + "truststore.location",
                trust.toString(),
                SSL + "truststore.password",
                TestAuthority.PASSWORD,
                SSL + "truststore.type",
                "PKCS12");
    }

    private static Map<String, String> trusting(Map<String, String> keys) {
        Map<String, String> all = new HashMap<>(trusting());
        all.putAll(keys);
        return all;
    }

    private static Map<String, String> keys(String name) {
        return Map.of(
                SSL + "keystore.location",
                stores.resolve(name).toString(),
                SSL + "keystore.password",
                TestAuthority.PASSWORD,
                SSL + "key.password",
                TestAuthority.PASSWORD,
                SSL + "keystore.type",
                "PKCS12");
    }

    private static Map<String, String> map(String settings) {
        Map<String, String> map = new HashMap<>();
        for (String setting : settings.split(",")) {
            if (!setting.isEmpty()) {
                map.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
            }
        }
        return map;
    }

    private static String header(String wanted) {
        return wanted.startsWith("Basic ")
                ? "Basic "
                        + Base64.getEncoder().encodeToString(wanted.substring(6).getBytes(UTF_8))
                : wanted;
    }

    private static Drop drop() {
        return Drop.newBuilder()
                .setRunId("r")
                .setGroupId("g")
                .setIndices(PackedInts.of().bytes())
                .setWholeGroup(true)
                .setReason(DropReason.ZERO_VARIANCE)
                .setDroppedBy("worker")
                .setDroppedAt(Instant.EPOCH)
                .build();
    }
}
