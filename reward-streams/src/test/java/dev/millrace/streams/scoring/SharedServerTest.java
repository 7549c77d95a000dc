package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.scoring.judge.JudgeConfig;
import dev.millrace.streams.scoring.judge.ReplyForm;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A judge that is a real model with random weights, behind a server in OpenAI's form: whatever it says is read or has failed
 * with its cause. Runs where it is asked for: {@code -Dmillrace.servers=FOLDER} names the folder into which the server of
 * {@code ../shared/servers} is installed (millrace.shared names another place for {@code ../shared}).
 */
@Tag("slow")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SharedServerTest {

    private static final int SAMPLES = 32;

    private static long pid;
    private static String url = "";

    @BeforeAll
    static void start() throws Exception {
        String asked = System.getProperty("millrace.servers");
        assumeTrue(
                asked != null, "-Dmillrace.servers=FOLDER asks for this test, and says where its server is installed");
        Path shared = Path.of(System.getProperty(
                "millrace.shared",
                Path.of(System.getProperty("millrace.root", ".."), "..", "shared")
                        .toString()));
        Path servers = shared.resolve("servers");
        assumeTrue(Files.isDirectory(servers), "there is no " + servers.toAbsolutePath());
        String folder = Files.createDirectories(Path.of(asked)).toString();
        Said installed = run("sh", servers.resolve("install.sh").toString(), folder);
        assumeTrue(installed.code() == 0, "the server cannot be installed here: " + installed.words());
        Said started = run("sh", servers.resolve("start.sh").toString(), folder, "--name", "judge");
        assertThat(started.code()).as(started.words()).isZero();
        String[] words = started.words().strip().split(" ");
        pid = Long.parseLong(words[words.length - 2]);
        url = words[words.length - 1];
    }

    @AfterAll
    static void stop() {
        ProcessHandle.of(pid).filter(process -> pid > 0).ifPresent(ProcessHandle::destroy);
    }

    private record Said(int code, String words) {}

    private static Said run(String... command) throws IOException, InterruptedException {
        Path words = Files.createTempFile("servers", ".txt");
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(words.toFile())
                .start()
                .waitFor();
        return new Said(code, Files.readString(words));
    }

    /** Faults of the server, as it calls them. */
    private static void fault(String faults) throws IOException, InterruptedException {
        HttpResponse<Void> set = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/faults"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(faults))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(set.statusCode()).isEqualTo(200);
    }

    private static JudgeConfig config(ReplyForm form, int maxTokens) {
        // Stopped at a digit, some replies end in a number; hot, they differ.
        String further =
                "{\"temperature\": 1.5, \"stop\": [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"],"
                        + " \"include_stop_str_in_output\": true}";
        return new JudgeConfig(
                url + "/v1",
                "judge",
                "",
                Map.of(),
                "",
                Path.of(""),
                "",
                true,
                form,
                "score",
                0,
                10,
                maxTokens,
                0,
                further,
                Duration.ofSeconds(60),
                1 << 20,
                TlsConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NUMBER | 200 | {}",
                "NUMBER | 8   | {}",
                "JSON   | 200 | {}",
                "NUMBER | 200 | {\"error\": 0.25, \"busy\": 0.2}",
                "NUMBER | 200 | {\"drop\": 0.25, \"garbage\": 0.2}",
                "NUMBER | 200 | {\"garbage\": 1}",
                "NUMBER | 200 | {\"error\": 1}",
            })
    void shouldReadEveryReplyOrFailWithItsCause(ReplyForm form, int maxTokens, String faults) throws Exception {
        // Given
        fault(faults);
        EncodedImage image = PngCodec.encode(RgbImage.of(8, 8, new byte[8 * 8 * 3]));
        EncodedImages images = sha256 -> Optional.of(image.toBytes());
        ImageRef reference = new ImageRef(image.digest().toString(), image.mediaType());
        Clock clock = Clock.systemUTC();
        ScorerConfig declared =
                new ScorerConfig("llm_judge", Judges.TEXT, Duration.ofSeconds(60), 4, 1, 2, config(form, maxTokens));
        ScorerContext context = new ScorerContext("judge", new LoggedImages(images), clock);

        // When
        List<Score> scores;
        try (OfflineScoring scoring = new OfflineScoring(
                ScorerTypes.found().make("judge", declared, context), declared, ScoringConfig.defaults(), clock)) {
            scores = scoring.score(samples(reference));
        }

        // Then
        assertThat(scores).hasSize(SAMPLES);
        long read = 0;
        for (Score score : scores) {
            if (score.getOutcome() == ScoreOutcome.SCORED) {
                read++;
                JsonNode detail =
                        JsonMapper.builder().build().readTree(score.getDetail().toString());
                assertThat(detail.path("reply").asText()).isNotBlank();
                assertThat(score.getValue()).isEqualTo(detail.path("number").asDouble() / 10);
            } else {
                assertThat(score.getOutcome()).isEqualTo(ScoreOutcome.FAILED);
                assertThat(score.getValue()).isNull();
                assertThat(score.getCause().toString()).startsWith("scorer judge failed: ");
            }
        }
        System.out.printf(
                "%s, %d tokens, faults %s: %d of %d read; for instance: %s%n",
                form,
                maxTokens,
                faults,
                read,
                SAMPLES,
                scores.stream()
                        .filter(score -> score.getCause() != null)
                        .map(score -> score.getCause().toString())
                        .findFirst()
                        .orElse("none failed"));
    }

    private static List<Trajectory> samples(ImageRef image) {
        List<Trajectory> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            Trajectory plain = Samples.trajectory(i, "I think it is " + i, "4");
            samples.add(Trajectory.newBuilder(plain)
                    .setPrompt(Prompt.newBuilder(plain.getPrompt())
                            .setText(i % 2 == 0 ? "<image>how many?" : "2 + 2 = ?")
                            .setImages(i % 2 == 0 ? List.of(image) : List.of())
                            .build())
                    .build());
        }
        return samples;
    }
}
