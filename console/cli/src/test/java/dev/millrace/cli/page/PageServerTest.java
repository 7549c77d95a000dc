package dev.millrace.cli.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.cli.CommandRun;
import dev.millrace.monitoring.watch.Edge;
import dev.millrace.monitoring.watch.RunState;
import dev.millrace.monitoring.watch.RunWatch;
import dev.millrace.schemas.topic.RunNames;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    private static final int HOUR = 3_600;

    @TempDir
    static Path folder;

    private static PlayedRun played;
    private static RunWatch watch;
    private static ServedPage page;
    private static Instant joined;
    private static Duration historyAfter;
    private static String group;
    private static String drawn;

    @BeforeAll
    static void start() throws Exception {
        page = ServedPage.of(folder, PageTerms.in(folder), run -> {
            run.steps().history(HOUR);
            String image = run.image(PlayedRun.picture(0), "text/html");
            group = run.samples().answers("<image>What <script>alert(1)</script> is it?", image);
            drawn = run.samples().drawings("a photo of a red circle");
            run.steps().judged("held-out", 10, 1, 4);
            run.steps().judged("held-out", 20, 3, 4);
            run.steps().judged("held-out", 30, 2, 4);
            run.flush();
            joined = Instant.now();
        });
        historyAfter = Duration.between(joined, Instant.now());
        played = page.played();
        watch = page.watch();
    }

    @AfterAll
    static void stop() {
        page.close();
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
    void shouldCountRecordsBehindAndNotTheMarksOfTransactions() throws Exception {
        // Given
        String topic = played.topics().experience();
        TopicPartition partition = new TopicPartition(topic, 0);
        played.written().transaction();
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
            ServedPage.await(() -> learnerLag() == 0);
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, new OffsetAndMetadata(end - 3)))
                    .all()
                    .get();
            ServedPage.await(() -> learnerLag() == 2);
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
            ServedPage.await(() -> watch.overview().state().kind() == RunState.Kind.STOPPED);
            JsonNode state = json("api/overview").path("state");
            assertThat(state.path("name").asText()).isEqualTo("stopped");
            assertThat(state.path("over").asBoolean()).isTrue();
            assertThat(state.path("end").asLong()).isEqualTo(stopped.toEpochMilli());

            // And it is no more when it goes on
            admin.alterConsumerGroupOffsets(learner, Map.of(partition, new OffsetAndMetadata(0)))
                    .all()
                    .get();
            ServedPage.await(() -> watch.overview().state().kind() != RunState.Kind.STOPPED);
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
        HttpResponse<InputStream> stream =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
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

    private static HttpResponse<byte[]> get(String path) throws Exception {
        return page.get(path);
    }

    private static JsonNode json(String path) throws Exception {
        return page.json(path);
    }
}
