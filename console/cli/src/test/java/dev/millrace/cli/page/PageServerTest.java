package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.monitoring.http.ServerTls;
import dev.millrace.monitoring.page.EarlierRuns;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.monitoring.page.PageServer;
import dev.millrace.monitoring.watch.Alarms;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.schemas.topic.RunNames;
import java.io.InputStream;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over topics as a run leaves them; the browser's part is in {@link PageBrowserTest}. */
@Timeout(300)
class PageServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int HOUR = 3_600;
    private static final String TOKEN = "a-token-of-some-length";

    @TempDir
    static Path folder;

    private static PlayedRun played;
    private static RunWatch watch;
    private static Thread watching;
    private static PageServer page;
    private static Duration historyAfter;
    private static String group;
    private static String drawn;
    private static String hostile;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        played = new PlayedRun(folder.resolve("stack"));
        played.history(HOUR);
        String image = played.image(PlayedRun.picture(0), "text/html");
        group = played.answers("<image>What <script>alert(1)</script> is it?", image);
        drawn = played.drawings("a photo of a red circle");
        hostile = played.image(PlayedRun.text("<html><script>alert(1)</script></html>"), "text/html");
        played.judged("held-out", 10, 1, 4);
        played.judged("held-out", 20, 3, 4);
        played.judged("held-out", 30, 2, 4);
        played.flush();
        Files.createDirectories(folder.resolve("runs/earlier"));
        Files.writeString(
                folder.resolve("runs/earlier/metrics.jsonl"),
                "{\"step\":1,\"at\":\"2026-01-01T00:00:00Z\",\"skipped\":false,\"metrics\":{\"reward\":0.5}}\n");
        Instant joined = Instant.now();
        watch = watch();
        watching = new Thread(watch::run, "watch");
        watching.start();
        page = serve(PageConfig.defaults());
        await(() -> watch.isReady());
        historyAfter = Duration.between(joined, Instant.now());
    }

    @AfterAll
    static void stop() throws Exception {
        page.close();
        watch.stop();
        watching.join();
        played.close();
    }

    private static RunWatch watch() {
        return new RunWatch(
                played.connection(), played.topics(), PlayedRun.RUN, Set.of("accuracy"), "accuracy", Clock.systemUTC());
    }

    private static PageServer serve(PageConfig config) {
        return PageServer.start(
                new PageConfig(
                        config.host(), 0, config.token(), config.refresh(), folder.resolve("runs"), ServerTls.none()),
                played.connection(),
                played.topics(),
                watch,
                Alarms.of(Duration.ofMinutes(2)),
                new TokenizerText(WordTokenizer.builtIn()),
                () -> "# nothing\n");
    }

    @Test
    void shouldJoinARunOfAnHourWithItsHistory() throws Exception {
        JsonNode history = json("api/history");
        JsonNode windows = json("api/windows");
        JsonNode accounting = json("api/overview").path("accounting");

        System.out.println("history of an hour read in " + historyAfter.toMillis() + " ms");
        assertThat(history.path("step").get(history.path("step").size() - 1).asInt())
                .isEqualTo(HOUR);
        assertThat(history.path("metrics").path("reward").size())
                .isEqualTo(history.path("step").size())
                .isLessThanOrEqualTo(1_500);
        assertThat(windows.path("at").size()).isGreaterThan(700);
        assertThat(accounting.path("published").asLong()).isEqualTo(HOUR * 64L);
        assertThat(accounting.path("pending").asLong()).isEqualTo(16);
        assertThat(historyAfter).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void shouldShowWhatEvaluatorsHaveFound() throws Exception {
        JsonNode curve = json("api/evaluations").path(0);
        JsonNode summary = json("api/overview").path("held_out").path(0);

        assertThat(curve.path("step")).hasToString("[10,20,30]");
        assertThat(curve.path("value")).hasToString("[0.25,0.75,0.5]");
        assertThat(curve.path("categories")).hasToString("{\"understanding/count\":[0.25,0.75,0.5]}");
        assertThat(summary.path("evaluator").asText()).isEqualTo("held-out");
        assertThat(summary.path("newest").path("version").asInt()).isEqualTo(30);
        assertThat(summary.path("best").path("version").asInt()).isEqualTo(20);
        assertThat(summary.path("passed_over").asInt()).isEqualTo(3);
    }

    @Test
    void shouldShowAGroupWholly() throws Exception {
        JsonNode whole = json("api/group?id=" + group);

        assertThat(whole.path("prompt").path("text").asText()).contains("<script>");
        assertThat(whole.path("trajectories")).hasSize(4);
        JsonNode first = whole.path("trajectories").get(0);
        assertThat(first.path("tokens")).hasSize(6);
        assertThat(first.path("token_advantages")).hasSize(6);
        assertThat(first.path("robust").get(1).asDouble()).isEqualTo(1);
        assertThat(first.path("scores").get(0).path("scorer").asText()).isEqualTo("accuracy");
    }

    @Test
    void shouldShowAGroupOfDrawnImages() throws Exception {
        JsonNode whole = json("api/group?id=" + drawn);

        JsonNode second = whole.path("trajectories").get(1);
        assertThat(second.path("tokens")).isEmpty();
        assertThat(second.path("flow").path("steps").asInt()).isEqualTo(4);
        assertThat(second.path("scores")
                        .get(0)
                        .path("detail")
                        .get(1)
                        .path("holds")
                        .asBoolean(true))
                .isFalse();
        assertThat(get("image/" + second.path("image").asText()).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldShowDrawnImagesInATerminal() throws Exception {
        Path images = folder.resolve("images");

        CommandRun run = CommandRun.of(
                "watch",
                "--group=" + drawn,
                "--out=" + images,
                "--set=run.id=" + PlayedRun.RUN,
                "--set=kafka.bootstrap=" + played.kafka().bootstrap(),
                "--set=kafka.registry=" + played.kafka().registry(),
                "--set=kafka.partitions=" + played.kafka().partitions());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("asked     a photo of a red circle", "   holds  instruction: 1 of circle")
                .containsPattern("#1 .*\n   image [0-9a-f]{64}, 6 steps, advantage -0.87")
                .contains("   fails  instruction: 1 of red circle, found 0")
                .doesNotContain("token");
        assertThat(images).isDirectoryContaining("glob:**/*-drawn-3.png");
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
                serve(new PageConfig("0.0.0.0", 0, TOKEN, Duration.ofMillis(500), folder, ServerTls.none()))) {
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
            HttpResponse<byte[]> first = http.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(first.statusCode()).isEqualTo(302);
            assertThat(first.headers().firstValue("Set-Cookie").orElseThrow()).contains("HttpOnly", "SameSite=Strict");
        }
    }

    @Test
    void shouldMakeUpATokenWhereNoneWasGiven() {
        try (PageServer open =
                serve(new PageConfig("0.0.0.0", 0, "", Duration.ofMillis(500), folder, ServerTls.none()))) {
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

    @Test
    void shouldCountRecordsBehindAndNotTheMarksOfTransactions() throws Exception {
        // Given
        String topic = played.topics().experience();
        TopicPartition partition = new TopicPartition(topic, 0);
        played.transaction();
        try (Admin admin = Admin.create(played.connection().client("test"))) {
            // The mark is written after the producer was told of its commit.
            long end = end(admin, partition, IsolationLevel.READ_UNCOMMITTED);
            while (end != end(admin, partition, IsolationLevel.READ_COMMITTED)) {
                end = end(admin, partition, IsolationLevel.READ_UNCOMMITTED);
            }
            String learner = new RunNames(played.topics(), PlayedRun.RUN).learner();

            // When
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, new OffsetAndMetadata(end - 1)))
                    .all()
                    .get();

            // Then
            await(() -> learnerLag() == 0);
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, new OffsetAndMetadata(end - 3)))
                    .all()
                    .get();
            await(() -> learnerLag() == 2);
        }
    }

    @Test
    void shouldTellARunWhoseLearnerWasStopped() throws Exception {
        // Given what a learner notes when it is stopped
        String learner = new RunNames(played.topics(), PlayedRun.RUN).learner();
        TopicPartition partition = new TopicPartition(played.topics().experience(), 0);
        Instant stopped = Instant.ofEpochMilli(Instant.now().toEpochMilli());
        try (Admin admin = Admin.create(played.connection().client("test"))) {
            // When
            OffsetAndMetadata noted = new OffsetAndMetadata(0, "stopped=" + stopped.toEpochMilli());
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, noted))
                    .all()
                    .get();

            // Then
            await(() -> watch.overview().state().kind() == RunState.Kind.STOPPED);
            JsonNode state = json("api/overview").path("state");
            assertThat(state.path("name").asText()).isEqualTo("stopped");
            assertThat(state.path("over").asBoolean()).isTrue();
            assertThat(state.path("end").asLong()).isEqualTo(stopped.toEpochMilli());

            // And it is no more when it goes on
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, new OffsetAndMetadata(0)))
                    .all()
                    .get();
            await(() -> watch.overview().state().kind() != RunState.Kind.STOPPED);
        }
    }

    private static long end(Admin admin, TopicPartition partition, IsolationLevel level) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                .partitionResult(partition)
                .get()
                .offset();
    }

    private static long learnerLag() {
        return watch.overview().edges().stream()
                .filter(edge -> edge.to().equals("learner"))
                .mapToLong(Edge::lag)
                .findFirst()
                .orElse(-1);
    }

    @Test
    void shouldSayWhyAGroupIsNotThere() throws Exception {
        assertThat(json("api/group?id=played/0/999999").path("error").asText())
                .startsWith("Group played/0/999999 is not among the newest 20000 groups that the page remembers")
                .contains("./millrace show played/0/999999");
        assertThat(json("api/group?id=other/0/1").path("error").asText())
                .startsWith("There is no group “other/0/1” of run played");
        assertThat(new String(get("no/such/path").body(), StandardCharsets.UTF_8))
                .isEqualTo("nothing here\n");
    }

    @Test
    void shouldTellTheNews() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(page.url() + "events?after=" + (HOUR - 2)))
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<InputStream> stream = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = stream.body()) {
            StringBuilder heard = new StringBuilder();
            byte[] buffer = new byte[8_192];
            int read = body.read(buffer);
            while (read >= 0 && heard.indexOf("\n\n") < 0) {
                heard.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                read = body.read(buffer);
            }
            assertThat(heard.toString()).contains("event: news", "\"step\":[3599,3600]");
        }
    }

    private HttpResponse<byte[]> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(page.url() + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
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

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
