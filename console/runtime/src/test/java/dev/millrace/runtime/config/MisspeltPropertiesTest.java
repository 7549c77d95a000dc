package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisspeltPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "security.protocoll, security.protocol",
        "sasl.jass.config, sasl.jaas.config",
        "ssl.trustore.location, ssl.truststore.location",
        "schema.registry.ssl.trustore.location, schema.registry.ssl.truststore.location",
        "basic.auth.userinfo, basic.auth.user.info",
        "consumer.fetch.max.wait, consumer.fetch.max.wait.ms",
        "linger_ms, linger.ms",
        "max.warmup.replica, max.warmup.replicas"
    })
    void shouldNameTheNearestKnownOne(String key, String meant) {
        assertThat(MisspeltProperties.of(Map.of(key, "x")))
                .singleElement()
                .asString()
                .startsWith("kafka.properties." + key + " ")
                .contains("did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security.protocol",
                "sasl.jaas.config",
                "ssl.truststore.location",
                "schema.registry.ssl.keystore.password",
                "schema.registry.ssl.endpoint.identification.algorithm",
                "basic.auth.user.info",
                "schema.registry.basic.auth.user.info",
                "basic.auth.credentials.source",
                "bearer.auth.token",
                "bearer.auth.credentials.source",
                "bearer.auth.custom.provider.class",
                "proxy.host",
                "proxy.port",
                "http.connect.timeout.ms",
                "http.read.timeout.ms",
                "request.header.X-Tenant",
                "group.protocol",
                "main.consumer.max.poll.records",
                "num.standby.replicas",
                "topic.segment.bytes",
                "metrics.context.cluster"
            })
    void shouldKnowWhatTheDocsName(String key) {
        assertThat(MisspeltProperties.of(Map.of(key, "x"))).isEmpty();
    }

    @Test
    void shouldSayNothingOfWhatMayBeAPluginsOwn() {
        assertThat(MisspeltProperties.of(Map.of("com.example.reporter.endpoint", "x")))
                .isEmpty();
    }
}
