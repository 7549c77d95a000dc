package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.schemas.failure.UsageException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsServerTlsTest {

    private static final String PASSWORD = "of-the-store";
    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private static Path folder;

    private static Path first;
    private static Path second;

    @BeforeAll
    static void makeStores() throws Exception {
        first = store("first");
        second = store("second");
    }

    private static Path store(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return file;
    }

    private static MetricsServer open(Path store, String token) {
        return MetricsServer.open(
                new MetricsConfig(
                        true, "127.0.0.1", 0, MetricsConfig.AUTO, token, new ServerTls(store.toString(), PASSWORD)),
                () -> "a_total 1");
    }

    /** Who trusts the certificate of this store, and no other. */
    private static HttpClient trusting(Path store) throws Exception {
        KeyStore held = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            held.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", held.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient client, String url, String token) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shouldTellItsFiguresByTlsToWhoSendsTheToken() throws Exception {
        try (MetricsServer server = open(first, TOKEN)) {
            String url = server.url().orElseThrow();
            HttpClient client = trusting(first);

            HttpResponse<String> allowed = get(client, url, TOKEN);
            HttpResponse<String> refused = get(client, url, "another-token-0123");
            HttpResponse<String> health = get(client, url.replace("/metrics", "/healthz"), "");

            assertThat(url).startsWith("https://127.0.0.1:");
            assertThat(allowed.body()).isEqualTo("a_total 1");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).doesNotContain("a_total");
            assertThat(health.body()).isEqualTo("ok\n");
        }
    }

    @Test
    void shouldNameTheStoreThatCannotBeUsed() {
        ServerTls wrong = new ServerTls(first.toString(), "another");
        MetricsConfig config = new MetricsConfig(true, "127.0.0.1", 0, MetricsConfig.AUTO, "", wrong);

        assertThatThrownBy(() -> MetricsServer.open(config, () -> ""))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("metrics.tls.key_store: " + first + " cannot be used with metrics.tls.password");
    }

    @Tag("slow")
    @Test
    void shouldShowTheNewCertificateWithoutAStop() throws Exception {
        Path shown = Files.copy(first, folder.resolve("shown.p12"));
        try (MetricsServer server = open(shown, "")) {
            String url = server.url().orElseThrow();
            assertThat(get(trusting(first), url, "").statusCode()).isEqualTo(200);

            Files.move(Files.copy(second, folder.resolve("new")), shown, StandardCopyOption.ATOMIC_MOVE);

            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> get(trusting(second), url, "").statusCode() == 200);
        }
    }
}
