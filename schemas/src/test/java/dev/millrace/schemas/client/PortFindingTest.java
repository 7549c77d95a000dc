package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.PortFinding.Speech;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortFindingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PLAINTEXT      | TLS   | SCRAM-SHA-512 | over TLS and wants SASL (SCRAM-SHA-512), but kafka.properties.security.protocol is PLAINTEXT | set it to SASL_SSL, with sasl.mechanism and sasl.jaas.config and ssl.truststore.*
            PLAINTEXT      | TLS   |               | over TLS, but           | set it to SSL, with ssl.truststore.*
            PLAINTEXT      | PLAIN | PLAIN         | wants SASL (PLAIN)      | set it to SASL_PLAINTEXT, with sasl.mechanism and sasl.jaas.config
            SSL            | TLS   | PLAIN         | wants SASL (PLAIN)      | set it to SASL_SSL, with sasl.mechanism
            SSL            | PLAIN |               | without TLS, but        | set it to PLAINTEXT
            SASL_SSL       | PLAIN | PLAIN         | without TLS and wants   | set it to SASL_PLAINTEXT
            SASL_PLAINTEXT | TLS   | PLAIN         | over TLS and wants      | set it to SASL_SSL, with ssl.truststore.*
            """)
    void shouldNameTheProtocolThatThePortSpeaks(
            String protocol, Speech speech, String mechanism, String cause, String cure) {
        PortFinding finding = new PortFinding(speech, mechanism == null ? List.of() : List.of(mechanism), "");

        Explanation why = finding.explain(Map.of("security.protocol", protocol)).orElseThrow();

        assertThat(why.cause()).contains(cause);
        assertThat(why.cure()).startsWith(cure).endsWith("or kafka.bootstrap to another port");
        assertThat(why.lasting()).isTrue();
    }

    @Test
    void shouldHaveNothingToSayOfAPortThatSpeaksAsConfigured() {
        assertThat(new PortFinding(Speech.PLAIN, List.of(), "").explain(Map.of()))
                .isEmpty();
        assertThat(new PortFinding(Speech.TLS, List.of("PLAIN"), "").explain(Map.of("security.protocol", "SASL_SSL")))
                .isEmpty();
    }

    @Test
    void shouldWaitForAPortThatIsClosed() {
        Explanation why = new PortFinding(Speech.CLOSED, List.of(), "Connection refused")
                .explain(Map.of())
                .orElseThrow();
        assertThat(why.lasting()).isFalse();
        assertThat(why.line()).contains("does not answer (Connection refused); start it");
    }
}
