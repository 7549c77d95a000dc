package dev.millrace.streams.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.JsonEndpoint;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.streams.scoring.http.StubServer.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind a certificate that no public authority knows, and one that asks for ours. */
@Timeout(60)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String HTTPS = "https://localhost:1/score";
    private static final Path NONE = Path.of("");

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static Path key;
    private static SSLContext server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "own",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        certificate = pem("CERTIFICATE", keys.getCertificate("own").getEncoded());
        key = pem("PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded());
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, PASSWORD);
        authorities.setCertificateEntry("own", keys.getCertificate("own"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        server = SSLContext.getInstance("TLS");
        server.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static Path pem(String what, byte[] encoded) throws IOException {
        return Files.writeString(
                folder.resolve(what + ".pem"),
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(encoded) + "\n-----END "
                        + what + "-----\n");
    }

    private static StubServer start(boolean asksForOurs) throws IOException {
        HttpsConfigurator tls = new HttpsConfigurator(server) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters own = server.getDefaultSSLParameters();
                own.setNeedClientAuth(asksForOurs);
                parameters.setSSLParameters(own);
            }
        };
        return StubServer.secured(tls, request -> Answer.of("1"));
    }

    private static JsonNode post(StubServer stub, TlsConfig tls) throws Exception {
        return endpoint(stub.url(), tls).post(JsonNodeFactory.instance.objectNode());
    }

    private static JsonEndpoint endpoint(String url, TlsConfig tls) {
        return new JsonEndpoint(
                new EndpointSettings(url, Map.of(), Duration.ofSeconds(20), 100, tls), Clock.systemUTC());
    }

    @Test
    void shouldTrustTheAuthorityOfTheFileAlone() throws Exception {
        try (StubServer stub = start(false)) {
            assertThat(post(stub, new TlsConfig(certificate, NONE, NONE)).asInt())
                    .isEqualTo(1);
            assertThatThrownBy(() -> post(stub, TlsConfig.defaults()))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageContaining("is not trusted: ")
                    .hasMessageEndingWith("; tls.ca takes a file with its authority");
        }
    }

    @Test
    void shouldShowOurCertificate() throws Exception {
        try (StubServer stub = start(true)) {
            assertThat(post(stub, new TlsConfig(certificate, certificate, key)).asInt())
                    .isEqualTo(1);
            assertThatThrownBy(() -> post(stub, new TlsConfig(certificate, NONE, NONE)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldNameTheFileThatCannotBeUsed() {
        assertThatThrownBy(() -> endpoint(HTTPS, new TlsConfig(folder.resolve("nothing.pem"), NONE, NONE)))
                .hasMessage("tls.ca: " + folder.resolve("nothing.pem") + " is not there");
        assertThatThrownBy(() -> endpoint(HTTPS, new TlsConfig(NONE, certificate, certificate)))
                .hasMessageContaining("holds no private key in PKCS #8");
        assertThatThrownBy(() -> new TlsConfig(NONE, certificate, NONE))
                .hasMessageStartingWith("key must be given too");
    }
}
