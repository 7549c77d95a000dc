package dev.millrace.streams.scoring.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.http.ReplyException;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.LoggedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import dev.millrace.streams.scoring.ScorerContext;
import dev.millrace.streams.scoring.http.StubServer;
import dev.millrace.streams.scoring.http.StubServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class JudgeScorerTest {

    @TempDir
    private Path folder;

    private static Answer says(String words) {
        return answer(words, "stop");
    }

    private static Answer answer(String words, String end) {
        ObjectNode reply = JsonNodeFactory.instance.objectNode().put("model", "judge-7b-2026");
        reply.putArray("choices")
                .addObject()
                .put("finish_reason", end)
                .putObject("message")
                .put("role", "assistant")
                .put("content", words);
        return Answer.of(reply.toString());
    }

    private static JudgeConfig config(String url, String prompt, Path file, ReplyForm form, String further) {
        return new JudgeConfig(
                url,
                "judge-7b",
                "the-key-of-a-judge",
                Map.of(),
                prompt,
                file,
                "You are strict.",
                true,
                form,
                "score",
                0,
                10,
                64,
                0,
                further,
                Duration.ofSeconds(20),
                100_000,
                TlsConfig.defaults());
    }

    private static JudgeConfig config(StubServer server, ReplyForm form) {
        return config(server.url() + "/v1", "", Path.of(""), form, "");
    }

    private static Verdict judge(JudgeConfig config, Sample sample) throws Exception {
        EncodedImages images = sha256 -> sha256.startsWith("1") ? Optional.of(new byte[] {1, 2, 3}) : Optional.empty();
        Scorer scorer = new JudgeFactory()
                .create(config, new ScorerContext("judge", new LoggedImages(images), Clock.systemUTC()));
        return scorer.score(List.of(sample)).get(0);
    }

    @Test
    void shouldAskAChatEndpointAndScaleWhatItSays() throws Exception {
        try (StubServer server = StubServer.start(request -> says("Half of it is right.\n5"))) {
            // When
            Verdict verdict = judge(config(server, ReplyForm.NUMBER), JudgeSamples.sample("2 + 2 = ?", "5"));

            // Then
            assertThat(verdict).isInstanceOf(Verdict.Scored.class);
            Verdict.Scored scored = (Verdict.Scored) verdict;
            assertThat(scored.value()).isEqualTo(0.5);
            JsonNode detail = JsonMapper.builder().build().readTree(scored.detail());
            assertThat(detail.path("number").asDouble()).isEqualTo(5);
            assertThat(detail.path("model").asText()).isEqualTo("judge-7b-2026");
            assertThat(detail.path("template").asText()).hasSize(64);
            assertThat(detail.path("reply").asText()).isEqualTo("Half of it is right.\n5");

            JsonNode asked = server.requests().get(0).body();
            assertThat(server.requests().get(0).headers().getFirst("Authorization"))
                    .isEqualTo("Bearer the-key-of-a-judge");
            assertThat(asked.path("model").asText()).isEqualTo("judge-7b");
            assertThat(asked.path("temperature").asDouble(-1)).isZero();
            assertThat(asked.path("max_tokens").asInt()).isEqualTo(64);
            assertThat(asked.at("/messages/0/content").asText()).isEqualTo("You are strict.");
            assertThat(asked.at("/messages/1/content").asText())
                    .contains(
                            "2 + 2 = ?", "Reference answer:\n4\n", "Answer to grade:\n5\n", "from\n0 to 10, alone on");
        }
    }

    @Test
    void shouldSendImagesAsDataUris() throws Exception {
        try (StubServer server = StubServer.start(request -> says("{\"reason\": \"yes\", \"score\": 10}"))) {
            // When
            Verdict verdict = judge(
                    config(server, ReplyForm.JSON),
                    JudgeSamples.sample("<image>How many?", "4", JudgeSamples.image(1)));

            // Then
            assertThat(((Verdict.Scored) verdict).value()).isEqualTo(1);
            JsonNode parts = server.requests().get(0).body().at("/messages/1/content");
            assertThat(parts).hasSize(3);
            assertThat(parts.at("/0/type").asText()).isEqualTo("text");
            assertThat(parts.at("/1/image_url/url").asText()).isEqualTo("data:image/png;base64,AQID");
            assertThat(parts.at("/2/text").asText()).startsWith("How many?");
        }
    }

    @Test
    void shouldAddFieldsAndTakeThemOut() throws Exception {
        try (StubServer server = StubServer.start(request -> says("10"))) {
            String further = "{\"max_tokens\": null, \"max_completion_tokens\": 9,"
                    + " \"chat_template_kwargs\": {\"enable_thinking\": false}}";

            Verdict verdict = judge(
                    config(server.url() + "/v1/chat/completions", "{response}", Path.of(""), ReplyForm.NUMBER, further),
                    JudgeSamples.withoutReference("?", "4"));

            assertThat(verdict).isInstanceOf(Verdict.Scored.class);
            JsonNode asked = server.requests().get(0).body();
            assertThat(asked.has("max_tokens")).isFalse();
            assertThat(asked.path("max_completion_tokens").asInt()).isEqualTo(9);
            assertThat(asked.at("/chat_template_kwargs/enable_thinking").asBoolean(true))
                    .isFalse();
        }
    }

    @Test
    void shouldFailAndNeverScoreWhatItCannotRead() {
        assertThatThrownBy(() -> judgeBy(says("Well done!")))
                .isInstanceOf(ReplyException.class)
                .hasMessage("the last line of the judge's reply has no number: \"Well done!\"");
        assertThatThrownBy(() -> judgeBy(answer("The answer is right, 1", "length")))
                .isInstanceOf(ReplyException.class)
                .hasMessage("the judge's reply was cut at max_tokens 64: \"The answer is right, 1\"");
        assertThatThrownBy(() -> judgeBy(Answer.of("{\"choices\": [{\"message\": {\"content\": null}}]}")))
                .isInstanceOf(ReplyException.class)
                .hasMessageContaining("holds no words of the judge");
        assertThatThrownBy(() -> judgeBy(Answer.of("{\"error\": \"no\"}"))).isInstanceOf(ReplyException.class);
    }

    private static Verdict judgeBy(Answer answer) throws Exception {
        try (StubServer server = StubServer.start(request -> answer)) {
            return judge(config(server, ReplyForm.NUMBER), JudgeSamples.sample("2 + 2 = ?", "4"));
        }
    }

    @Test
    void shouldAbstainWithoutAReferenceAndFailWithoutAnImage() throws Exception {
        try (StubServer server = StubServer.start(request -> says("10"))) {
            assertThat(judge(config(server, ReplyForm.NUMBER), JudgeSamples.withoutReference("?", "4")))
                    .isEqualTo(new Verdict.Abstained("the prompt has no reference answer"));
            assertThat(judge(
                            config(server, ReplyForm.NUMBER),
                            JudgeSamples.sample("<image>?", "4", JudgeSamples.image(2))))
                    .isInstanceOf(Verdict.Failed.class);
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void shouldTakeItsTemplateFromAFileAndNameOneThatIsNotThere() throws Exception {
        Path file = Files.writeString(folder.resolve("rubric.txt"), "Only this: {response}");
        Path missing = folder.resolve("none.txt");
        try (StubServer server = StubServer.start(request -> says("0"))) {
            Verdict verdict =
                    judge(config(server.url(), "", file, ReplyForm.NUMBER, ""), JudgeSamples.sample("2 + 2 = ?", "4"));

            assertThat(((Verdict.Scored) verdict).value()).isZero();
            assertThat(server.requests().get(0).body().at("/messages/1/content").asText())
                    .isEqualTo("Only this: 4");
        }
        assertThatThrownBy(() ->
                        judge(config("http://there", "", missing, ReplyForm.NUMBER, ""), JudgeSamples.sample("?", "4")))
                .hasMessage("scorers.judge.config.prompt_file: there is no file " + missing);
    }

    @ParameterizedTest
    @CsvSource({
        "http://there/v1, http://there/v1/chat/completions",
        "http://there/v1/, http://there/v1/chat/completions",
        "http://there/v1/chat/completions, http://there/v1/chat/completions",
        "http://there/judge?api-version=1, http://there/judge/chat/completions?api-version=1",
        "http://there/v1/?a=b/, http://there/v1/chat/completions?a=b/",
        "http://there/chat/completions?a=b, http://there/chat/completions?a=b",
    })
    void shouldAskWhereTheUrlSays(String url, String asked) {
        assertThat(config(url, "", Path.of(""), ReplyForm.NUMBER, "").endpoint().url())
                .isEqualTo(asked);
    }

    @Test
    void shouldSayWhichSettingIsWrong() throws IOException {
        assertThatThrownBy(() -> new JudgeFactory().check(JudgeConfig.defaults()))
                .hasMessageStartingWith("url must say where the server is");
        assertThatThrownBy(() -> config("http://there", "Grade it", Path.of(""), ReplyForm.NUMBER, ""))
                .hasMessage("prompt must have a place for the {response}");
        assertThatThrownBy(() -> config("http://there", "{response}", folder, ReplyForm.NUMBER, ""))
                .hasMessage("prompt_file cannot be given beside prompt");
        assertThatThrownBy(() -> config("http://there", "", Path.of(""), ReplyForm.NUMBER, "[1]"))
                .hasMessageStartingWith("extra_body must be a JSON object");
    }
}
