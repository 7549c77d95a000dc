package dev.millrace.streams.scoring.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.http.AskAgainException;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.http.StubServer.Answer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpScorerTest {

    private static final String IMAGE = "ab".repeat(32);
    private static final byte[] BYTES = {1, 2, 3};

    private static Sample sample(int index, String text) {
        Prompt prompt = Prompt.newBuilder()
                .setRunId("run")
                .setPromptId("p")
                .setTask(Task.UNDERSTANDING)
                .setText("2 + 2 = ?")
                .setReference("4")
                .setCategory("sums")
                .setImages(List.of(new ImageRef(IMAGE, "image/png")))
                .setColumns(Map.of("extra_info", "{\"split\":\"train\"}", "odd", "{no"))
                .build();
        return new Sample(new TrajectoryId(new GroupId("run/0/7"), index), prompt, text);
    }

    private static List<Sample> samples(int count) {
        return IntStream.range(0, count).mapToObj(i -> sample(i, "answer " + i)).toList();
    }

    private static HttpConfig config(String url, HttpBody body, boolean images) {
        return new HttpConfig(url, body, images, Map.of(), Duration.ofSeconds(20), 1_000, TlsConfig.defaults());
    }

    private static Scorer scorer(HttpConfig config) {
        EncodedImages images = sha256 -> sha256.equals(IMAGE) ? Optional.of(BYTES) : Optional.empty();
        return new HttpFactory().create(config, new ScorerContext("mine", new LoggedImages(images), Clock.systemUTC()));
    }

    private static List<Verdict> ask(StubServer server, HttpBody body, int count) throws Exception {
        return scorer(config(server.url() + "/score", body, false)).score(samples(count));
    }

    @Test
    void shouldSayAllThatIsKnownInOurBodyAndReadWhatEachSampleGets() throws Exception {
        String reply =
                """
                {"scores": [0.5, null, {"score": 1, "detail": {"steps": 2}}, {"abstain": "no rule"}, {"fail": "no model"}]}
                """;
        try (StubServer server = StubServer.start(request -> Answer.of(reply))) {
            // When
            List<Verdict> verdicts =
                    scorer(config(server.url(), HttpBody.MILLRACE, true)).score(samples(5));

            // Then
            assertThat(verdicts)
                    .containsExactly(
                            new Verdict.Scored(0.5),
                            new Verdict.Abstained("the server gave null"),
                            new Verdict.Scored(1, "{\"steps\":2}"),
                            new Verdict.Abstained("no rule"),
                            new Verdict.Failed("the server says: no model"));
            JsonNode asked = server.requests().get(0).body();
            assertThat(asked.path("scorer").asText()).isEqualTo("mine");
            assertThat(asked.path("samples")).hasSize(5);
            assertThat(asked.at("/samples/3").toString())
                    .isEqualTo("{\"run_id\":\"run\",\"group_id\":\"run/0/7\",\"index\":3,\"prompt_id\":\"p\","
                            + "\"task\":\"understanding\",\"system\":null,\"prompt\":\"2 + 2 = ?\",\"reference\":\"4\",\"rules\":null,"
                            + "\"category\":\"sums\",\"response\":\"answer 3\","
                            + "\"columns\":{\"extra_info\":{\"split\":\"train\"},\"odd\":\"{no\"},\"images\":[{\"sha256\":\""
                            + IMAGE
                            + "\",\"media_type\":\"image/png\",\"data\":\""
                            + Base64.getEncoder().encodeToString(BYTES) + "\"}]}");
        }
    }

    @Test
    void shouldFailForTheSampleAloneWhoseImageIsNotThere() throws Exception {
        Sample drawn = new Sample(
                sample(0, "").id(),
                sample(0, "").prompt(),
                "",
                Optional.of(new ImageRef("cd".repeat(32), "image/png")));
        try (StubServer server = StubServer.start(request -> Answer.of("{\"scores\": [1]}"))) {
            List<Verdict> verdicts =
                    scorer(config(server.url(), HttpBody.MILLRACE, true)).score(List.of(drawn, sample(1, "4")));

            assertThat(verdicts)
                    .containsExactly(
                            new Verdict.Failed("image " + "cd".repeat(32) + " is not in the log"),
                            new Verdict.Scored(1));
        }
    }

    @Test
    void shouldSpeakOpenRlhf() throws Exception {
        String reply =
                """
                {"rewards": [1.0, null], "scores": [0.9, 0.1], "extra_logs": {"length": [5, 6], "of_all": 3}}
                """;
        try (StubServer server = StubServer.start(request -> Answer.of(reply))) {
            // When
            List<Verdict> verdicts = ask(server, HttpBody.OPENRLHF, 2);

            // Then
            assertThat(verdicts)
                    .containsExactly(
                            new Verdict.Scored(1, "{\"score\":0.9,\"length\":5}"),
                            new Verdict.Abstained("the server gave null"));
            assertThat(server.requests().get(0).body().toString())
                    .isEqualTo("{\"query\":[\"2 + 2 = ?answer 0\",\"2 + 2 = ?answer 1\"],"
                            + "\"prompts\":[\"2 + 2 = ?\",\"2 + 2 = ?\"],\"labels\":[\"4\",\"4\"]}");
        }
    }

    @Test
    void shouldSpeakSlimeOneSampleARequest() throws Exception {
        try (StubServer server = StubServer.start(request -> Answer.of("0.25"))) {
            Scorer scorer = scorer(config(server.url(), HttpBody.SLIME, false));

            assertThat(scorer.score(samples(1))).containsExactly(new Verdict.Scored(0.25));
            assertThat(scorer.most()).isEqualTo(1);
            assertThat(server.requests().get(0).body().toString())
                    .isEqualTo("{\"prompt\":\"2 + 2 = ?\",\"response\":\"answer 0\",\"label\":\"4\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NaN", "Infinity", "-Infinity", "\"1.0\"", "true", "[1]", "1e999", "{}", "{\"score\": NaN}"})
    void shouldFailForWhatIsNoScore(String value) throws Exception {
        try (StubServer server = StubServer.start(request -> Answer.of("{\"scores\": [1, " + value + "]}"))) {
            List<Verdict> verdicts = ask(server, HttpBody.MILLRACE, 2);

            assertThat(verdicts.get(0)).isEqualTo(new Verdict.Scored(1));
            assertThat(verdicts.get(1)).isInstanceOf(Verdict.Failed.class);
            assertThat(verdicts.get(1).toString()).contains("scores[1]", "must");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "MILLRACE | {\"scores\": [1]}           | the reply has 1 scores for 2 samples",
                "MILLRACE | {\"scores\": [1, 2, 3]}     | the reply has 3 scores for 2 samples",
                "MILLRACE | {\"score\": [1, 2]}         | the reply has no list \"scores\"; it begins",
                "MILLRACE | [1, 2]                      | the reply has no list \"scores\"",
                "MILLRACE | {\"scores\": [1, 2          | is no JSON: Unexpected end-of-input",
                "MILLRACE | {\"scores\": [1, 2]} and so | is no JSON: ",
                "MILLRACE | <html>busy</html>           | it begins \"<html>busy</html>\"",
                "OPENRLHF | {\"rewards\": [1]}          | the reply has 1 rewards for 2 samples",
                "OPENRLHF | 0.5                         | the reply has no list \"rewards\"",
            })
    void shouldSayWhatIsWrongWithAReply(HttpBody body, String reply, String message) {
        try (StubServer server = StubServer.start(request -> Answer.of(reply))) {
            assertThatThrownBy(() -> ask(server, body, 2))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageContaining(message);
        }
    }

    @ParameterizedTest
    @EnumSource(HttpBody.class)
    void shouldReadNoMoreThanIsAllowed(HttpBody body) {
        String endless = "9".repeat(1_000_000);
        try (StubServer server = StubServer.start(request -> Answer.of(endless))) {
            assertThatThrownBy(() -> ask(server, body, 1))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageContaining("has more than 1000 bytes (max_bytes); it begins \"9999");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void shouldAskAgainWhereItMayPass(int status) {
        try (StubServer server =
                StubServer.start(request -> Answer.status(status, "too\nbusy", Map.of("Retry-After", "3")))) {
            assertThatThrownBy(() -> ask(server, HttpBody.MILLRACE, 1))
                    .isInstanceOf(AskAgainException.class)
                    .hasMessage(
                            server.url() + "/score answered " + status + " \"too busy\", to be asked again after 3 s");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 422})
    void shouldNotAskAgainWhereItWillNot(int status) {
        String body = "bad \u0007 field ".repeat(50);
        try (StubServer server = StubServer.start(request -> Answer.status(status, body, Map.of()))) {
            assertThatThrownBy(() -> ask(server, HttpBody.MILLRACE, 1))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageStartingWith(server.url() + "/score answered " + status + " \"bad field bad field ")
                    .hasMessageEndingWith("…\"")
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
        }
    }

    @Test
    void shouldNotFollowARedirect() {
        try (StubServer server = StubServer.start(
                request -> Answer.status(307, "", Map.of("Location", "http://127.0.0.1:1/elsewhere")))) {
            assertThatThrownBy(() -> ask(server, HttpBody.MILLRACE, 1))
                    .isInstanceOf(ReplyException.class)
                    .hasMessageContaining(
                            "answered 307, a redirect to \"http://127.0.0.1:1/elsewhere\"; redirects are not"
                                    + " followed");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void shouldCallHalfAReplyAndNoServerWhatMayPass() {
        String url;
        try (StubServer server = StubServer.start(request -> Answer.half("{\"scores\": [1, 2]}"))) {
            url = server.url();
            assertThatThrownBy(() -> ask(server, HttpBody.MILLRACE, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("broke");
        }
        Scorer scorer = scorer(config(url, HttpBody.MILLRACE, false));
        assertThatThrownBy(() -> scorer.score(samples(1)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no connection to " + url);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotWaitLongerThanItIsTold(boolean begun) {
        Answer answer = begun ? Answer.stalled("0.125", 10_000) : Answer.late("0.125", 10_000);
        try (StubServer server = StubServer.start(request -> answer)) {
            HttpConfig impatient = new HttpConfig(
                    server.url(), HttpBody.SLIME, false, Map.of(), Duration.ofMillis(100), 100, TlsConfig.defaults());

            assertThatThrownBy(() -> scorer(impatient).score(samples(1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("gave no reply within 0.1 s (request_timeout)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://host/x        | url must be an http or https URL",
                "host:9000           | url must be an http or https URL",
                "http://u:pw@host/   | url must not hold a user or password",
            })
    void shouldRefuseUrlsThatAreNone(String url, String message) {
        assertThatThrownBy(() -> config(url, HttpBody.SLIME, false)).hasMessageStartingWith(message);
    }

    @Test
    void shouldSayWhatHasToBeGiven() {
        assertThatThrownBy(() -> new HttpFactory().check(HttpConfig.defaults()))
                .hasMessageStartingWith("url must say where the server is");
        assertThatThrownBy(() -> config("http://there", HttpBody.OPENRLHF, true))
                .hasMessageStartingWith("images cannot be sent by this body");
    }
}
