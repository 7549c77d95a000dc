package dev.millrace.schemas.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sasl.jaas.config",
                "sasl.password",
                "ssl.key.password",
                "ssl.keystore.password",
                "ssl.keystore.key",
                "ssl.keystore.certificate.chain",
                "ssl.truststore.password",
                "sasl.oauthbearer.client.credentials.client.secret",
                "producer.ssl.key.password",
                "schema.registry.ssl.key.password",
                "basic.auth.user.info",
                "schema.registry.basic.auth.user.info",
                "bearer.auth.token",
                "bearer.auth.client.secret",
                "token",
                "request.header.Authorization",
                "my.api.key",
                "aws_secret_access_key"
            })
    void shouldKnowASecretByItsName(String name) {
        assertThat(SecretNames.isSecret(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "security.protocol",
                "sasl.mechanism",
                "ssl.keystore.location",
                "sasl.oauthbearer.token.endpoint.url",
                "sasl.login.class",
                "basic.auth.credentials.source",
                "max_response_tokens",
                "key.serializer",
                "compression.type"
            })
    void shouldNotTakeOthersForSecrets(String name) {
        assertThat(SecretNames.isSecret(name)).isFalse();
    }

    @Test
    void shouldTellAReferredSecretFromOneThatStandsThere() {
        assertThat(SecretNames.isReferred("${env:A}")).isTrue();
        assertThat(SecretNames.isReferred("user:${env:A}")).isTrue();
        assertThat(SecretNames.isReferred("a.Module required username=\"u\" password=\"${env:A}\";"))
                .isTrue();
        assertThat(SecretNames.isReferred("a.Module required username=\"${env:U}\" password=\"s3cret\";"))
                .isFalse();
        assertThat(SecretNames.isReferred("a.Module required password=\"s3${env:A}\";"))
                .isFalse();
        assertThat(SecretNames.isReferred("a.Module required password=\"\\\"s3cret\" x=\"${env:A}\";"))
                .isFalse();
        assertThat(SecretNames.isReferred("s3cret${env:A}")).isFalse();
        assertThat(SecretNames.isReferred("${env:U}:s3cret")).isFalse();
        assertThat(SecretNames.isReferred("s3cret")).isFalse();
    }
}
