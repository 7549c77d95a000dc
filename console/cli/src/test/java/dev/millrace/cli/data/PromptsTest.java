package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.client.AvroSerdes;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ReadToEnd;
import dev.millrace.schemas.topic.Topics;
import dev.millrace.testing.OwnTopics;
import dev.millrace.testing.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Data sets from being drawn to lying on the log. */
@Timeout(120)
@ExtendWith(SharedStack.class)
class PromptsTest {

    @TempDir
    private Path folder;

    private final KafkaConnection connection;

    PromptsTest(KafkaConnection connection) {
        this.connection = connection;
    }

    @Test
    void shouldPublishAParquetFileInTheShapeOfGeometry3k() {
        // Given
        Topics topics = OwnTopics.create(connection, 2);
        Path drawn = folder.resolve("drawn");
        assertThat(CommandRun.of(
                                "prompts",
                                "draw",
                                "-o",
                                drawn.toString(),
                                "--form",
                                "parquet",
                                "--train",
                                "8",
                                "--test",
                                "2")
                        .exitCode())
                .isZero();
        String file = drawn.resolve("train.parquet").toString();

        // When
        CommandRun checked = CommandRun.of("prompts", "check", file, "--preset", "geometry3k");
        CommandRun published = publish(topics, file);

        // Then
        assertThat(checked.out())
                .isEqualTo(file + ", read as geometry3k: 8 rows\n       8  100.0 %  can be published\n");
        assertThat(published.out()).contains("published 8 prompts");
        List<Prompt> prompts = prompts(topics);
        assertThat(prompts).hasSize(8).allSatisfy(prompt -> {
            assertThat(prompt.getText()).startsWith("<image>");
            assertThat(prompt.getImages()).hasSize(1);
            assertThat(prompt.getReference()).isNotBlank();
        });
    }

    @Test
    void shouldLeaveOutExactlyWhatTheCheckRefuses() throws IOException {
        // Given
        Topics topics = OwnTopics.create(connection, 2);
        Path file = Files.writeString(
                folder.resolve("mixed.jsonl"),
                """
                {"id":"good","problem":"how many ?","answer":"3"}
                {"id":"none","problem":"how many ?","answer":null}
                {"id":"long","problem":"%s ?","answer":"3"}
                {"id":"lost","problem":"<image>how many ?","images":["none.png"],"answer":"3"}
                {"id":"two","problem":"how many ?","images":["none.png","none.png"],"answer":"3"}
                {"id":"draw","task":"editing","problem":"make it red","include":[{"class":"7","count":1}]}
                no row
                {"id":"also","problem":"which word ?","answer":"xyzzy"}
                """
                        .formatted("how ".repeat(300)));

        // When
        CommandRun checked = CommandRun.of("prompts", "check", file.toString(), "--json", "-");
        Path json = folder.resolve("published.json");
        CommandRun published = publish(topics, file.toString(), "--skip-bad", "--json", json.toString());

        // Then
        JsonNode result = JsonMapper.builder().build().readTree(json.toFile());
        assertThat(result.path("published").asInt()).isEqualTo(2);
        assertThat(result.path("left_out").asInt()).isEqualTo(6);
        JsonNode report = JsonMapper.builder().build().readTree(checked.out());
        assertThat(checked.exitCode()).isEqualTo(1);
        assertThat(report.path("rows").asInt()).isEqualTo(8);
        assertThat(report.path("usable").asInt()).isEqualTo(2);
        assertThat(report.path("reasons").path("no answer").asInt()).isEqualTo(1);
        assertThat(report.path("reasons").path("image missing").asInt()).isEqualTo(2);
        assertThat(report.path("reasons").path("malformed").asInt()).isEqualTo(1);
        assertThat(report.path("reasons")
                        .path("policy: the prompt has N text tokens, but the policy takes at most N")
                        .asInt())
                .isEqualTo(1);
        assertThat(prompts(topics)).extracting(Prompt::getPromptId).containsExactlyInAnyOrder("good", "also");
        List<String> refused = new ArrayList<>();
        report.path("first")
                .forEach(row -> refused.add(row.path("file").asText() + ":"
                        + row.path("row").asInt() + ": " + row.path("what").asText()));
        assertThat(published.out().lines().limit(6)).containsExactlyElementsOf(refused);
        assertThat(published.out()).endsWith("published 2 prompts, left out 6 wrong rows\n");
    }

    @Test
    void shouldStopAtTheFirstRowThatThePolicyRefuses() throws IOException {
        Path file = Files.writeString(
                folder.resolve("long.jsonl"), "{\"problem\":\"" + "how ".repeat(300) + "\",\"answer\":\"3\"}\n");

        CommandRun published = CommandRun.of("prompts", "publish", file.toString());

        assertThat(published.exitCode()).isEqualTo(1);
        assertThat(published.err())
                .startsWith("millrace prompts publish: " + file + ":1: prompt line-1: the prompt has 300 text tokens")
                .hasLineCount(1);
    }

    private CommandRun publish(Topics topics, String... arguments) {
        List<String> all = new ArrayList<>(List.of("prompts", "publish"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of(
                "-s", "kafka.bootstrap=" + connection.bootstrapServers(),
                "-s", "kafka.registry=" + connection.registryUrl(),
                "-s", "kafka.partitions=2",
                "-s", "kafka.topic_prefix=" + topics.prefix()));
        CommandRun run = CommandRun.of(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return run;
    }

    private List<Prompt> prompts(Topics topics) {
        List<Prompt> prompts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        connection.reader("prompts-test"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
                var values = new AvroSerdes(connection).deserializer(Prompt.class)) {
            ReadToEnd<byte[], byte[]> reading = ReadToEnd.ofTopic(consumer, topics.prompts());
            while (!reading.isDone()) {
                reading.poll().forEach(record -> prompts.add(values.deserialize(topics.prompts(), record.value())));
            }
        }
        return prompts;
    }
}
