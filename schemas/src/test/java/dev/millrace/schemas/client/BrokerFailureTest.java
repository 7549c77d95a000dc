package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.notice.Seconds;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.UnrecoverableKeyException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerFailureTest {

    private static final Map<String, String> SETTINGS = Map.of(
            "sasl.jaas.config", "ScramLoginModule required username=\"worker\" password=\"pw-canary\";",
            "ssl.truststore.location", "/stores/trust.p12",
            "ssl.keystore.location", "/stores/key.p12");

    private record Case(Throwable failure, String cause, String cure) {}

    static List<Case> failures() {
        return List.of(
                new Case(
                        new SaslAuthenticationException("Authentication failed during authentication due to invalid"
                                + " credentials with SASL mechanism SCRAM-SHA-512"),
                        "the broker refuses user worker (Authentication failed",
                        "kafka.properties.sasl.jaas.config"),
                new Case(
                        new UnsupportedSaslMechanismException("Client SASL mechanism 'PLAIN' not enabled in the"
                                + " server, enabled mechanisms are [SCRAM-SHA-512]"),
                        "enabled mechanisms are [SCRAM-SHA-512]",
                        "kafka.properties.sasl.mechanism"),
                new Case(
                        new IllegalSaslStateException("Unexpected handshake request"),
                        "takes no SASL at this port",
                        "kafka.properties.security.protocol"),
                new Case(
                        tls(new CertificateExpiredException("NotAfter: Fri Jan 01 00:00:00 UTC 2021")),
                        "certificate of the broker has expired (NotAfter: Fri Jan 01",
                        "renew it"),
                new Case(
                        tls(new CertificateNotYetValidException("NotBefore: Fri Jan 01 00:00:00 UTC 2100")),
                        "is not valid yet",
                        "clock"),
                new Case(
                        tls(new CertificateException("No subject alternative DNS name matching localhost found.")),
                        "for another host name (No subject alternative DNS name matching localhost",
                        "kafka.bootstrap"),
                new Case(
                        tls(new CertificateException("PKIX path building failed: unable to find valid certification"
                                + " path to requested target")),
                        "authority that is not trusted here",
                        "kafka.properties.ssl.truststore.location"),
                new Case(
                        new SslAuthenticationException(
                                "failed", new SSLException("Received fatal alert: certificate_required")),
                        "wants one (TLS alert certificate_required)",
                        "kafka.properties.ssl.keystore.location"),
                new Case(
                        new SslAuthenticationException(
                                "failed", new SSLException("Received fatal alert: protocol_version")),
                        "another version of TLS",
                        "kafka.properties.ssl.enabled.protocols"),
                new Case(
                        new SslAuthenticationException(
                                "failed", new SSLException("Unsupported or unrecognized SSL message")),
                        "does not speak TLS at this port",
                        "kafka.bootstrap"),
                new Case(
                        new SslAuthenticationException(
                                "failed",
                                new SSLException("Unexpected error: java.security.InvalidAlgorithmParameterException:"
                                        + " the trustAnchors parameter must be non-empty")),
                        "the trust store holds no certificate",
                        "kafka.properties.ssl.truststore.location"),
                new Case(
                        new SslAuthenticationException("failed", new SSLHandshakeException("No appropriate protocol")),
                        "TLS with the broker fails (No appropriate protocol)",
                        "kafka.properties.ssl.*"),
                new Case(
                        store("/stores/trust.p12", new NoSuchFileException("/stores/trust.p12")),
                        "there is no file /stores/trust.p12",
                        "kafka.properties.ssl.truststore.location"),
                new Case(
                        store(
                                "/stores/key.p12",
                                new IOException("keystore password was incorrect", new UnrecoverableKeyException())),
                        "the password of store /stores/key.p12 is wrong",
                        "kafka.properties.ssl.keystore.password"),
                new Case(
                        store("/stores/trust.p12", new IOException("Invalid keystore format")),
                        "store /stores/trust.p12 is no JKS store (Invalid keystore format)",
                        "kafka.properties.ssl.truststore.type"),
                new Case(
                        new KafkaException("failed", new UnrecoverableKeyException("Get Key failed")),
                        "key store cannot be opened with its password",
                        "ssl.key.password"),
                new Case(
                        new KafkaException("failed", new LoginException("unable to find LoginModule class: x.Y")),
                        "login for SASL cannot be used (unable to find LoginModule class: x.Y)",
                        "kafka.properties.sasl.jaas.config"),
                new Case(
                        new KafkaException(
                                "failed",
                                new IllegalArgumentException(
                                        "JAAS config entry not terminated by semi-colon: password=\"pw-canary\"")),
                        "not terminated by semi-colon",
                        "with the semicolon"),
                new Case(
                        new KafkaException("failed", new ConfigException("acks", "x", "must be -1, 0 or 1")),
                        "Invalid value x for configuration acks",
                        "kafka.properties"),
                new Case(
                        new TopicAuthorizationException(Set.of("m.weights", "m.drops")),
                        "user worker lacks a right on topics m.drops, m.weights",
                        "docs/security.md"),
                new Case(
                        new KafkaException("in an error state", new TopicAuthorizationException(Set.of("m.weights"))),
                        "user worker lacks a right on topic m.weights",
                        "docs/security.md"),
                new Case(
                        GroupAuthorizationException.forGroupId("m.r.workers"),
                        "lacks a right on group m.r.workers",
                        "docs/security.md"),
                new Case(
                        Transactions.named(
                                "m.r.worker.0",
                                new TransactionalIdAuthorizationException("Transactional Id authorization failed.")),
                        "lacks a right on transactional id m.r.worker.0",
                        "docs/security.md"),
                new Case(
                        new ClusterAuthorizationException("Cluster authorization failed."),
                        "may write to no topic, or lacks a right on the cluster",
                        "docs/security.md"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldNameCauseAndCure(Case one) {
        // When a failure is explained
        Explanation why = BrokerFailure.explain(one.failure, SETTINGS).orElseThrow();

        // Then it says what is wrong and what to do, and that waiting is in vain, and no secret
        assertThat(why.cause()).contains(one.cause);
        assertThat(why.cure()).contains(one.cure);
        assertThat(why.lasting()).isTrue();
        assertThat(why.line()).doesNotContain("pw-canary").doesNotContain("\n");
    }

    @Test
    void shouldLeaveToOthersWhatIsNoneOfSecurity() {
        assertThat(BrokerFailure.explain(new TimeoutException("Timed out waiting for a node assignment")))
                .isEmpty();
        assertThat(BrokerFailure.explain(new IllegalStateException("a defect"))).isEmpty();
    }

    @Test
    void shouldTakeAConnectionThatBreaksForOneThatMayPass() {
        SSLException broken = new SSLHandshakeException("Remote host terminated the handshake");
        broken.initCause(new EOFException("SSL peer shut down incorrectly"));
        assertThat(BrokerFailure.explain(broken)).isEmpty();
    }

    @Test
    void shouldEndWithACauseThatCausesItself() {
        IllegalStateException one = new IllegalStateException("one");
        IllegalStateException other = new IllegalStateException("other", one);
        one.initCause(other);
        assertThat(BrokerFailure.explain(one)).isEmpty();
    }

    @Test
    void shouldTellDurationsInSeconds() {
        assertThat(Seconds.of(Duration.ofSeconds(15))).isEqualTo("15 s");
        assertThat(Seconds.of(Duration.ofMillis(400))).isEqualTo("0.4 s");
        assertThat(Seconds.of(Duration.ofMinutes(10))).isEqualTo("600 s");
    }

    private static Throwable tls(CertificateException why) {
        SSLHandshakeException handshake = new SSLHandshakeException(why.getMessage());
        handshake.initCause(why);
        return new SslAuthenticationException("SSL handshake failed", handshake);
    }

    private static Throwable store(String path, Exception why) {
        return new KafkaException(
                "Failed to create new KafkaAdminClient",
                new KafkaException("Failed to load SSL keystore " + path + " of type JKS", why));
    }
}
