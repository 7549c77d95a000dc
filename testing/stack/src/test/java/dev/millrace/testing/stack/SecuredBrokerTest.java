package dev.millrace.testing.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.BrokerFailure;
import dev.millrace.schemas.client.Explanation;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.client.Preflight;
import dev.millrace.schemas.client.Transactions;
import dev.millrace.schemas.client.UnreachableException;
import dev.millrace.testing.SecuredBroker;
import dev.millrace.testing.TestAuthority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user with one thing wrong is told; nothing here waits out its patience. */
class SecuredBrokerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private static Path folder;

    private static SecuredBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = SecuredBroker.start(folder);
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("m.seen", 1, (short) 1), new NewTopic("m.hidden", 1, (short) 1)))
                    .all()
                    .get();
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, "m.seen", PatternType.LITERAL),
                            new AccessControlEntry(
                                    "User:" + SecuredBroker.USER, "*", AclOperation.ALL, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldLetInWhoHasEverythingRight() {
        preflight(broker.secureAddress(), broker.properties());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sasl.jaas.config        | WRONG PASSWORD     | the broker refuses user worker           | kafka.properties.sasl.jaas.config
            sasl.mechanism          | SCRAM-SHA-256      | takes another SASL mechanism             | kafka.properties.sasl.mechanism
            sasl.jaas.config        | module required    | login for SASL cannot be used            | with the semicolon
            ssl.truststore.location |                    | authority that is not trusted here       | kafka.properties.ssl.truststore.location
            ssl.truststore.location | /nowhere/trust.p12 | there is no file /nowhere/trust.p12      | kafka.properties.ssl.truststore.location
            ssl.truststore.password | wrong              | the password of store                    | kafka.properties.ssl.truststore.password
            """)
    void shouldSayAtOnceWhichSettingIsWrong(String name, String value, String cause, String cure) {
        Map<String, String> settings = broker.properties();
        if (value == null) {
            settings.keySet().removeIf(key -> key.startsWith("ssl.truststore"));
        } else {
            settings.put(name, value.equals("WRONG PASSWORD") ? SecuredBroker.jaas("nope") : value);
        }
        assertThatThrownBy(() -> preflight(broker.secureAddress(), settings))
                .satisfies(e -> assertToldAtOnce(e, cause, cure));
    }

    @Test
    void shouldSayAtOnceThatTheCertificateHasExpired() {
        assertThatThrownBy(() -> preflight(broker.expiredAddress(), tlsOnly()))
                .satisfies(e -> assertToldAtOnce(e, "certificate of the broker has expired (NotAfter", "renew it"));
    }

    @Test
    void shouldSayAtOnceThatTheCertificateIsForAnotherHost() {
        assertThatThrownBy(() -> preflight(broker.elsewhereAddress(), tlsOnly()))
                .satisfies(e -> assertToldAtOnce(e, "for another host name", "kafka.bootstrap"));
    }

    /** Each waits for a while before the port is looked at. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            secure | PLAINTEXT      | over TLS and wants SASL (SCRAM-SHA-512) | set it to SASL_SSL, with sasl.mechanism
            secure | SSL            | over TLS and wants SASL (SCRAM-SHA-512) | set it to SASL_SSL, with sasl.mechanism
            open   | SASL_SSL       | speaks Kafka without TLS                | kafka.bootstrap to another port
            open   | SASL_PLAINTEXT | takes no SASL at this port              | kafka.properties.security.protocol
            """)
    void shouldSaySoonWhatThePortSpeaks(String port, String protocol, String cause, String cure) {
        Map<String, String> settings = broker.properties();
        settings.put("security.protocol", protocol);
        String address = port.equals("open") ? broker.openAddress() : broker.secureAddress();
        assertThatThrownBy(() -> preflight(address, settings)).satisfies(e -> assertToldAtOnce(e, cause, cure));
    }

    @Test
    void shouldNameTheTopicThatMayNotBeWritten() {
        KafkaConnection connection = connection(broker.secureAddress(), broker.properties());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection.producer("p"), new ByteArraySerializer(), new ByteArraySerializer())) {
            assertRefused(
                    () -> producer.send(new ProducerRecord<>("m.hidden", new byte[1]))
                            .get(),
                    "topic m.hidden");
        }
    }

    @Test
    void shouldNameTheGroupThatMayNotBeJoined() {
        Map<String, Object> settings =
                connection(broker.secureAddress(), broker.properties()).consumer("c");
        settings.put("group.id", "m.r.scorer");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("m.seen"));
            assertRefused(() -> consumer.poll(Duration.ofMinutes(1)), "group m.r.scorer");
        }
    }

    @Test
    void shouldNameTheTransactionalIdThatMayNotBeUsed() {
        KafkaConnection connection = connection(broker.secureAddress(), broker.properties());
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.transactionalProducer("p", "m.r.worker.0"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            assertRefused(() -> Transactions.init(producer, "m.r.worker.0"), "transactional id m.r.worker.0");
        }
    }

    private static void assertToldAtOnce(Throwable e, String cause, String cure) {
        assertThat(e)
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("Kafka broker ")
                .hasMessageContaining(cause)
                .hasMessageContaining(cure)
                .hasMessageNotContaining("tried for")
                .hasMessageNotContaining(SecuredBroker.PASSWORD)
                .hasMessageNotContaining(TestAuthority.PASSWORD);
        assertThat(((UnreachableException) e).isLasting()).isTrue();
    }

    private static void assertRefused(ThrowingCallable call, String resource) {
        assertThatThrownBy(call).satisfies(e -> {
            Explanation why = BrokerFailure.explain(e, broker.properties()).orElseThrow();
            assertThat(why.cause()).isEqualTo("user worker lacks a right on " + resource);
        });
    }

    private static Map<String, String> tlsOnly() {
        Map<String, String> settings = new HashMap<>(broker.properties());
        settings.put("security.protocol", "SSL");
        return settings;
    }

    private static void preflight(String address, Map<String, String> settings) {
        new Preflight(connection(address, settings), PATIENCE).checkBroker();
    }

    private static KafkaConnection connection(String address, Map<String, String> settings) {
        return new KafkaConnection(address, "mock://unused", settings);
    }
}
