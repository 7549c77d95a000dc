package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.page.EarlierRuns;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.page.PageServer;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask the page, what it answers to them, and what it reads of files: all that is foreign stays harmless. */
@Timeout(300)
class PageAccessTest {

    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    static Path folder;

    private static ServedPage page;
    private static String group;
    private static String hostile;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(folder.resolve("runs/earlier"));
        Files.writeString(
                folder.resolve("runs/earlier/metrics.jsonl"),
                "{\"step\":1,\"at\":\"2026-01-01T00:00:00Z\",\"skipped\":false,\"metrics\":{\"reward\":0.5}}\n");
        page = ServedPage.of(folder, PageTerms.in(folder.resolve("runs")), run -> {
            run.steps().history(5);
            String image = run.image(PlayedRun.picture(0), "text/html");
            group = run.samples().answers("<image>What <script>alert(1)</script> is it?", image);
            hostile = run.image(PlayedRun.text("<html><script>alert(1)</script></html>"), "text/html");
        });
    }

    @AfterAll
    static void stop() {
        page.close();
    }

    @Test
    void shouldAnswerWithImagesOfKnownFormsOnly() throws Exception {
        String image = json("api/group?id=" + group)
                .path("prompt")
                .path("images")
                .get(0)
                .asText();

        HttpResponse<byte[]> shown = get("image/" + image);
        HttpResponse<byte[]> refused = get("image/" + hostile);
        HttpResponse<byte[]> missing = get("image/" + "0".repeat(64));
        HttpResponse<byte[]> odd = get("image/..%2f..%2fsecret");

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(shown.headers().firstValue("Content-Security-Policy")).hasValue("default-src 'none'; sandbox");
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).doesNotContain("script");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(odd.statusCode()).isIn(400, 404);
    }

    @Test
    void shouldForbidWhatThePageDoesNotNeed() throws Exception {
        HttpResponse<byte[]> answer = get("");

        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .doesNotContain("http://", "https://", "onclick", "style=");
    }

    @Test
    void shouldAnswerToNamesOfThisMachineOnly() throws Exception {
        assertThat(raw("GET /api/overview HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldAskForATokenWhereOthersCanReachIt() throws Exception {
        try (PageServer open =
                page.another(new PageConfig("0.0.0.0", 0, TOKEN, Duration.ofMillis(500), folder, ServerTls.none()))) {
            // The address that is printed does not hold a token of the settings.
            assertThat(open.url()).endsWith("/");
            String plainAddress = open.url().replace("0.0.0.0", "127.0.0.1");
            String address = plainAddress + "?token=" + TOKEN;
            URI plain = URI.create(plainAddress + "api/runs");

            assertThat(status(HttpRequest.newBuilder(plain))).isEqualTo(401);
            assertThat(status(HttpRequest.newBuilder(plain).header("Authorization", "Bearer wrong")))
                    .isEqualTo(401);
            assertThat(status(HttpRequest.newBuilder(plain).header("Authorization", "Bearer " + TOKEN)))
                    .isEqualTo(200);
            String basic = Base64.getEncoder().encodeToString(("me:" + TOKEN).getBytes(StandardCharsets.UTF_8));
            assertThat(status(HttpRequest.newBuilder(plain).header("Authorization", "Basic " + basic)))
                    .isEqualTo(200);
            HttpResponse<byte[]> first = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(first.statusCode()).isEqualTo(302);
            assertThat(first.headers().firstValue("Set-Cookie").orElseThrow()).contains("HttpOnly", "SameSite=Strict");
        }
    }

    @Test
    void shouldMakeUpATokenWhereNoneWasGiven() {
        try (PageServer open =
                page.another(new PageConfig("0.0.0.0", 0, "", Duration.ofMillis(500), folder, ServerTls.none()))) {
            assertThat(open.url()).containsPattern("\\?token=[0-9a-f]{32}$");
        }
        assertThatThrownBy(
                        () -> new PageConfig("0.0.0.0", 0, "short", Duration.ofMillis(500), folder, ServerTls.none()))
                .hasMessage("token must have at least 16 characters");
    }

    @Test
    void shouldCompareWithEarlierRunsAndReadNothingElse() throws Exception {
        assertThat(json("api/runs").path("files")).hasSize(1);
        assertThat(json("api/history?file=earlier")
                        .path("metrics")
                        .path("reward")
                        .get(0)
                        .asDouble())
                .isEqualTo(0.5);
        assertThat(json("api/history?file=..%2f..%2fetc").path("step")).isEmpty();
    }

    @Test
    void shouldReadNoFileOfAnEarlierRunThatIsTooLarge() throws Exception {
        // Given a file of many bytes, which takes no place on the disk
        Path file = Files.createDirectories(folder.resolve("runs/large")).resolve("metrics.jsonl");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(EarlierRuns.MOST_BYTES + 1);
        }

        // When
        HttpResponse<byte[]> answer = get("api/history?file=large");
        Files.delete(file);

        // Then
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains("metrics.jsonl of large has 268435457 bytes");
    }

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return page.get(path);
    }

    private static JsonNode json(String path) throws Exception {
        return page.json(path);
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static String raw(String request) throws Exception {
        URI uri = URI.create(page.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
