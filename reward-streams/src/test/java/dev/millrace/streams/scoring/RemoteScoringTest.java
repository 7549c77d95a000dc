package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.http.HttpBody;
import dev.millrace.streams.scoring.http.HttpConfig;
import dev.millrace.streams.scoring.http.StubServer;
import dev.millrace.streams.scoring.http.StubServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A reward server behind everything that stands between it and a record. */
@Timeout(30)
class RemoteScoringTest {

    private static final String CANARY = "c4nary-of-a-reward-server";

    @TempDir
    private Path folder;

    private static List<Score> score(HttpConfig config, Duration timeout, int retries) throws InterruptedException {
        ScorerConfig declared = new ScorerConfig("http", Judges.TEXT, timeout, 2, 2, retries, config);
        Clock clock = Clock.systemUTC();
        ScorerContext context = new ScorerContext("mine", new LoggedImages(EncodedImages.NONE), clock);
        try (OfflineScoring scoring = new OfflineScoring(
                ScorerTypes.found().make("mine", declared, context), declared, ScoringConfig.defaults(), clock)) {
            return scoring.score(List.of(Samples.trajectory(0, "4", "4"), Samples.trajectory(1, "5", "4")));
        }
    }

    private static HttpConfig config(String url, Map<String, String> headers) {
        return new HttpConfig(
                url, HttpBody.MILLRACE, false, headers, Duration.ofSeconds(20), 1 << 20, TlsConfig.defaults());
    }

    @Test
    void shouldGetThroughAServerThatFailsForATime() throws Exception {
        try (StubServer server = StubServer.start(request -> switch (request.number()) {
            case 0 -> busy();
            case 1 -> new Answer(200, "{\"sco", Map.of(), 100, 0); // and the connection ends
            default -> Answer.of("{\"scores\": [1, 0]}");
        })) {
            List<Score> scores = score(config(server.url(), Map.of()), Duration.ofSeconds(20), 5);

            assertThat(scores).extracting(Score::getValue).containsExactly(1.0, 0.0);
            assertThat(server.requests()).hasSize(3);
        }
    }

    private static Answer busy() {
        return new Answer(503, "", Map.of("Retry-After", "0"), 0, 0);
    }

    @Test
    void shouldFailAndNeverScore0WhereNoAnswerComes() throws Exception {
        try (StubServer server = StubServer.start(request -> busy())) {
            List<Score> scores = score(config(server.url(), Map.of()), Duration.ofSeconds(20), 1);

            assertThat(scores).extracting(Score::getOutcome).containsOnly(ScoreOutcome.FAILED);
            assertThat(scores).extracting(Score::getValue).containsOnlyNulls();
            assertThat(scores.get(0).getCause().toString())
                    .isEqualTo("scorer mine failed: after 2 attempts: " + server.url() + " answered 503 \"\"");
        }
    }

    @Test
    void shouldGiveUpAtTheTimeOutAndLeaveNoCallHanging() throws Exception {
        try (StubServer server = StubServer.start(request -> new Answer(200, "{}", Map.of(), 2, 10_000))) {
            List<Score> scores = score(config(server.url(), Map.of()), Duration.ofMillis(300), 3);

            assertThat(scores.get(0).getCause().toString())
                    .isEqualTo("scorer mine failed: it gave no answer within 300 ms");
        }
    }

    @Test
    void shouldSendWhatAReferenceStandsForAndRepeatItNowhere() throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("key"), CANARY + "\n");
        try (StubServer server = StubServer.start(request -> new Answer(
                401, "no " + request.headers().getFirst("Authorization"), Map.of(), 3 + 7 + CANARY.length(), 0))) {
            List<Score> scores = score(
                    config(server.url(), Map.of("Authorization", "Bearer ${file:" + key + "}")),
                    Duration.ofSeconds(20),
                    5);

            assertThat(server.requests().get(0).headers().getFirst("Authorization"))
                    .isEqualTo("Bearer " + CANARY);
            assertThat(server.requests()).hasSize(1);
            assertThat(scores.get(0).getCause().toString())
                    .contains("answered 401")
                    .doesNotContain(CANARY);
        }
    }
}
