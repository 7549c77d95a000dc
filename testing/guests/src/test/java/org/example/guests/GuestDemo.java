package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One demo with the table for its policy, which trains on the questions that it is judged by: a table cannot generalise.
 *
 * @param folder what it left
 * @param questions its questions
 * @param report its report
 */
record GuestDemo(Path folder, Path questions, JsonNode report) {

    /** Groups of a step, and answers of a group. */
    static final int SIZE = 8;

    /**
     * Plays one to its end.
     *
     * @param below is empty, and takes all files
     * @param rewards the sections {@code scorers} and {@code reward}
     * @param store name of the store in memory
     * @param more of the command line
     */
    static GuestDemo play(Path below, int steps, String rewards, String store, String... more) throws IOException {
        Path questions = Files.write(below.resolve("sums.jsonl"), sums());
        Path demo = below.resolve("demo");
        Path table = TableTrainableTest.write(
                Table.blank(
                        new TableConfig("table", 997, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), 30)),
                below.resolve("table"));
        Path config = Files.writeString(
                below.resolve("config.yaml"),
                """
                policy: {checkpoint: %s}
                kafka:
                  store: {type: memory, config: {name: %s}}
                  partitions: 1
                worker: {group_size: 8, batch_prompts: 4, max_response_tokens: 2}
                learner:
                  batch_groups: 8
                  optimizer: {lr: 1.0}
                  objective: {entropy_coefficient: 0.01, kl_beta: 0.001}
                  weights: {inline_bytes: 0}
                %s
                """
                        .formatted(table, store, rewards));
        String file = questions.toString();
        List<String> line = new ArrayList<>(List.of("demo", "--plain", "--no-page", "-c", config.toString()));
        line.addAll(List.of("-o", demo.toString(), "--steps", "" + steps, "--data", file, "--eval", file));
        line.addAll(List.of(more));
        CommandRun run = CommandRun.of(line.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.said()).isZero();
        return new GuestDemo(
                demo, questions, JsonMapper.builder().build().readTree(Files.readString(demo.resolve("report.json"))));
    }

    private static List<String> sums() {
        List<String> lines = new ArrayList<>();
        for (int a = 1; a <= 4; a++) {
            for (int b = 1; b <= 4; b++) {
                lines.add("{\"id\":\"%d+%d\",\"problem\":\"%d + %d\",\"answer\":\"%d\",\"category\":\"sums\"}"
                        .formatted(a, b, a, b, a + b));
            }
        }
        return lines;
    }

    /** How much better it answers than before. */
    double gain() {
        return report.at("/after/overall").asDouble()
                - report.at("/before/overall").asDouble();
    }

    LocalStack open() {
        return LocalStack.start(LocalStackConfig.in(folder.resolve("data")));
    }

    /** A command with the settings that the demo has saved, and with its topics. */
    CommandRun onTopics(LocalStack stack, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(
                "-c",
                folder.resolve("config.yaml").toString(),
                "-s",
                "kafka.bootstrap=" + stack.connection().bootstrapServers(),
                "-s",
                "kafka.registry=" + stack.connection().registryUrl()));
        return CommandRun.of(all.toArray(String[]::new));
    }
}
