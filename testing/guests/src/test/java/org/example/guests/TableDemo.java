package org.example.guests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A demo whose policy is a table, which learns sums in seconds. It trains on the questions that it is judged by: a table
 * cannot generalise.
 *
 * @param folder the run's
 * @param questions the data set
 * @param report what it came to
 */
record TableDemo(Path folder, Path questions, JsonNode report) {

    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /**
     * Plays a demo to its end.
     *
     * @param folder empty
     * @param settings YAML of everything but the policy; scorers of our own policies are weighed by null
     */
    static TableDemo play(Path folder, int steps, String settings) throws IOException {
        Path questions = Files.write(folder.resolve("sums.jsonl"), sums());
        Path demo = folder.resolve("demo");
        Path table = TableTrainableTest.write(
                Table.blank(new TableConfig("table", 997, DIGITS, 30)), folder.resolve("table"));
        Path config = Files.writeString(
                folder.resolve("config.yaml"), "policy: {checkpoint: %s}\n".formatted(table) + settings);
        CommandRun run = CommandRun.of(
                "demo",
                "--plain",
                "--no-page",
                "-c",
                config.toString(),
                "-o",
                demo.toString(),
                "--steps",
                "" + steps,
                "--prompts",
                questions.toString(),
                "--eval",
                questions.toString());
        assertThat(run.exitCode()).as(run.said()).isZero();
        return new TableDemo(
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

    /** By how much it answers better than before, as a fraction of 1. */
    double gain() {
        return report.at("/after/overall").asDouble()
                - report.at("/before/overall").asDouble();
    }
}
