package dev.millrace.cli.scorers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.cli.CommandRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorersCommandTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CANARY = "c4nary-of-a-listing";

    /** A PNG of one pixel. */
    private static final byte[] PIXEL = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    @TempDir
    private Path folder;

    private Path samples(String... lines) throws IOException {
        return Files.write(folder.resolve("samples.jsonl"), List.of(lines));
    }

    @Test
    void shouldListTypesAndDeclaredScorers() {
        // When
        CommandRun run = CommandRun.of(
                "scorers",
                "list",
                "-s",
                "scorers.mine.type=http",
                "-s",
                "scorers.mine.config.url=http://there/score",
                "-s",
                "scorers.mine.config.headers.X-Team=" + CANARY,
                "-s",
                "reward.weights.mine=0.5");

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("  accuracy (judges texts): 1 if the answer is the reference in normal form, else 0")
                .contains("  llm_judge (judges what its declaration says): ", "      max_tokens: 512")
                .contains("  mine: http, judges texts, weight 0.5, time-out 1m, 8 at a time, batches of 8, 20 retries")
                .contains("      url: \"http://there/score\"", "      headers.X-Team: \"[hidden]\"")
                .doesNotContain(CANARY);
    }

    @Test
    void shouldListThemAsJson() throws IOException {
        CommandRun run = CommandRun.of("scorers", "list", "--json", "-");

        JsonNode listing = JSON.readTree(run.out());
        assertThat(listing.at("/types").findValuesAsText("type")).contains("http", "llm_judge", "semantic", "external");
        assertThat(listing.at("/declared/0/name").asText()).isEqualTo("accuracy");
        assertThat(listing.at("/declared/0/weight").asDouble()).isEqualTo(1);
    }

    @Test
    void shouldTryAScorerOnSamplesOfAFile() throws IOException {
        // Given
        Path file = samples(
                "{\"problem\": \"1 + 1?\", \"answer\": \"2\", \"responses\": [\"2\", \"3\"]}",
                "",
                "{\"problem\": \"Why?\", \"response\": \"So.\"}");

        // When
        CommandRun run = CommandRun.of("scorers", "try", "accuracy", file.toString());

        // Then
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .startsWith(
                        file + ":1 #0  scored    1.00000",
                        file + ":1 #1  scored    0.00000",
                        file + ":3 #0  abstained  the prompt has no reference answer")
                .last()
                .asString()
                .startsWith("3 samples: 2 scored (mean 0.5000, from 0.000 to 1.000), 1 abstained, 0 failed;");
    }

    @Test
    void shouldSendImagesOfSamplesAndKeepTheVerdictsAsJson() throws IOException {
        // Given
        Files.write(folder.resolve("pixel.png"), PIXEL);
        Path file = samples(
                "{\"problem\": \"<image>?\", \"source\": \"here\", \"images\": [\"pixel.png\"], \"response\": \"2\"}");
        Path json = folder.resolve("verdicts.json");
        try (Server server = new Server("{\"scores\": [{\"score\": 0.25, \"detail\": {\"a\": 1}}]}")) {
            // When
            CommandRun run =
                    tryServed(server.url(), file, "-s", "scorers.mine.config.images=true", "--json", "" + json);

            // Then
            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
            assertThat(server.asked)
                    .contains("\"columns\":{\"source\":\"here\"}")
                    .contains("\"data\":\"" + Base64.getEncoder().encodeToString(PIXEL));
            JsonNode verdict = JSON.readTree(Files.readString(json)).get(0);
            assertThat(verdict.path("value").asDouble()).isEqualTo(0.25);
            assertThat(verdict.at("/detail/a").asInt()).isEqualTo(1);
        }
    }

    @Test
    void shouldFailWhereTheScorerFailsForAll() throws IOException {
        String nowhere;
        try (Server server = new Server("1")) {
            nowhere = server.url();
        }

        CommandRun run = tryServed(
                nowhere, samples("{\"problem\": \"1 + 1?\", \"response\": \"2\"}"), "-s", "scorers.mine.retries=0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "failed  scorer mine failed: no connection to " + nowhere,
                        "none scored, 0 abstained, 1 failed");
    }

    @Test
    void shouldTryAndRescoreLoggedGroupsByAServer() throws IOException {
        // Given
        Path groups = Files.writeString(
                folder.resolve("groups.jsonl"),
                "{\"group_id\":\"run/0/1\",\"run_id\":\"run\",\"prompt\":{\"text\":\"1 + 1?\",\"reference\":\"2\"},"
                        + "\"trajectories\":[{\"index\":0,\"text\":\"2\",\"tokens\":[1],\"scores\":{\"mine\":0}},"
                        + "{\"index\":1,\"text\":\"3\",\"tokens\":[2],\"scores\":{\"mine\":0}}]}\n");
        Path output = folder.resolve("out.jsonl");
        try (Server server = new Server("{\"scores\": [0.75, null]}")) {
            // When
            CommandRun tried = tryServed(server.url(), groups);
            CommandRun replayed = CommandRun.of(
                    "replay",
                    "-i",
                    groups.toString(),
                    "-o",
                    output.toString(),
                    "--rescore",
                    "mine",
                    "-s",
                    "scorers.mine.type=http",
                    "-s",
                    "scorers.mine.config.url=" + server.url(),
                    "-s",
                    "reward.weights.mine=1",
                    "-s",
                    "reward.weights.accuracy=null",
                    "-s",
                    "reward.weights.format=null");

            // Then
            assertThat(tried.out())
                    .contains("groups.jsonl:1 #0  scored    0.750000", "#1  abstained  the server gave null");
            assertThat(replayed.exitCode()).as(replayed.err() + replayed.out()).isZero();
            assertThat(Files.readString(output)).contains("\"mine\":0.75", "\"mine\":null");
        }
    }

    private static CommandRun tryServed(String url, Path file, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "scorers",
                "try",
                "mine",
                file.toString(),
                "-s",
                "scorers.mine.type=http",
                "-s",
                "scorers.mine.config.url=" + url));
        all.addAll(List.of(more));
        return CommandRun.of(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"problem\": \"x\"}                          | :1: a sample needs a response, or a list of responses",
                "{\"response\": \"x\"}                         | :1: a sample needs a problem",
                "{\"problem\": \"x\", \"respons\": \"y\"}      | :1: a sample needs a response, or a list of responses",
                "[1]                                           | :1: a line must hold a sample as a JSON object",
                "{\"problem\":                                 | :1: Unexpected end-of-input",
                "{\"problem\":\"x\",\"response\":\"y\",\"images\":[\"no.png\"]} | :1: cannot read the image ",
            })
    void shouldNameTheLineThatIsWrong(String line, String complaint) throws IOException {
        CommandRun run = CommandRun.of("scorers", "try", "format", samples(line).toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("samples.jsonl" + complaint);
    }

    @Test
    void shouldSayWhichScorersThereAre() throws IOException {
        Path file = samples("{\"problem\": \"x\", \"response\": \"y\"}");

        assertThat(CommandRun.of("scorers", "try", "nobody", file.toString()).err())
                .contains("there is no scorer nobody; there are accuracy, ");
        assertThat(CommandRun.of("scorers", "try", "theirs", file.toString(), "-s", "scorers.theirs.type=external")
                        .err())
                .contains("scorer theirs is of type external: another program runs it");
        assertThat(CommandRun.of("scorers", "try", "http", file.toString()).err())
                .contains("url must say where the server is");
    }

    /** Answers always the same. */
    private static final class Server implements AutoCloseable {

        private final HttpServer server;
        private volatile String asked = "";

        Server(String answer) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                try (exchange) {
                    asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
