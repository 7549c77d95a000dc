package dev.millrace.testing.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.client.RenewingTls;
import dev.millrace.testing.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores are replaced while a client runs. */
class RenewingTlsTest {

    private final TestAuthority authority = new TestAuthority("authority");
    private final RenewingTls tls = new RenewingTls();

    @TempDir
    private Path folder;

    private Path keys;

    @BeforeEach
    void certify() {
        keys = authority.keyStore(folder.resolve("keys.p12"), "first");
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(SslConfigs.SSL_PROTOCOL_CONFIG, "TLSv1.3");
        settings.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, List.of("TLSv1.3"));
        settings.put(SslConfigs.SSL_CIPHER_SUITES_CONFIG, List.of());
        settings.put(SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG, "PKIX");
        settings.put(SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG, "PKIX");
        settings.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, keys.toString());
        settings.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PKCS12");
        settings.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, new Password(TestAuthority.PASSWORD));
        settings.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, new Password(TestAuthority.PASSWORD));
        settings.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PKCS12");
        return settings;
    }

    private List<String> shown() throws Exception {
        tls.createClientSslEngine("localhost", 1, "https");
        return List.copyOf(
                Collections.list(Objects.requireNonNull(tls.keystore()).aliases()));
    }

    /** As if some time had gone by. */
    private void later(int seconds) throws Exception {
        Files.setLastModifiedTime(keys, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    @Test
    void shouldShowTheNewCertificateOnceTheStoreIsReplaced() throws Exception {
        tls.configure(settings());
        assertThat(shown()).containsExactly("first");

        authority.keyStore(keys, "second");
        later(1);

        assertThat(shown()).containsExactly("second");
    }

    @Test
    void shouldKeepTheOneBeforeWhileTheStoreCannotBeRead() throws Exception {
        tls.configure(settings());

        Files.writeString(keys, "half of a store");
        later(1);
        List<String> meanwhile = shown();
        authority.keyStore(keys, "second");
        later(2);

        assertThat(meanwhile).containsExactly("first");
        assertThat(shown()).containsExactly("second");
    }

    @Test
    void shouldRefuseAStoreThatCannotBeReadAtTheStart() throws Exception {
        Files.writeString(keys, "no store");

        assertThatThrownBy(() -> tls.configure(settings())).isInstanceOf(KafkaException.class);
    }
}
