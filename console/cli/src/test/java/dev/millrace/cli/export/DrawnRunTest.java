package dev.millrace.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.cli.data.DrawingItems;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.cli.data.EvaluationItems;
import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoReport;
import dev.millrace.policy.dataset.DatasetEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A small demo of answers and drawn images: what it says; then, as a run that is over, exported, verified, judged again, compared, shown, and trained on again. */
@Tag("slow")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DrawnRunTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> JUDGES = List.of("semantic", "instruction", "knowledge");

    @TempDir
    private static Path folder;

    @TempDir
    private Path scratch;

    private static RecordedRun recorded;
    private static Path lines;
    private static Path container;
    private static CommandRun exported;

    @BeforeAll
    static void record() throws IOException, InterruptedException {
        List<DatasetEntry> prompts = new ArrayList<>(ScenePrompts.ONE_SIZE.training(1, 8));
        prompts.addAll(DrawingPrompts.ALL.training(1, 24));
        recorded = RecordedRun.record(
                folder,
                new DemoData(
                        FeedEntries.of(prompts),
                        EvaluationItems.of(ScenePrompts.ONE_SIZE.heldOut(7)),
                        DrawingItems.of(DrawingPrompts.ALL.heldOut(1))),
                "assembly.deadline=5m",
                "scorer.timeout=2m");
        lines = folder.resolve("groups.jsonl");
        container = folder.resolve("groups.avro");
        recorded.serve();
        exported = recorded.run("export", "-o", lines.toString(), "-o", container.toString());
    }

    @AfterAll
    static void stop() {
        recorded.close();
    }

    /** The groups of a file whose trajectories are drawn. */
    private static List<JsonNode> drawn(Path file) throws IOException {
        List<JsonNode> groups = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode group = JSON.readTree(line);
            if (group.get("trajectories").get(0).has("flow")) {
                groups.add(group);
            }
        }
        assertThat(groups).isNotEmpty();
        return groups;
    }

    @Test
    void shouldTrainAnswersAndImagesTogether() {
        DemoReport report = recorded.report();
        assertThat(report.accounting().imbalance()).isZero();
        assertThat(report.accounting().trained()).isPositive();
        assertThat(report.throughput().imagesPerSecond()).isPositive();
        assertThat(report.after()).isInstanceOfSatisfying(DemoReport.Abilities.class, abilities -> {
            assertThat(abilities.generation().categories()).hasSize(6);
            assertThat(abilities.knowledge().categories()).hasSize(6);
            assertThat(abilities.editing().categories()).hasSize(4);
        });
        assertThat(recorded.demo().resolve("contact-sheet.png")).exists();
        assertThat(recorded.said()).contains("generation", "images/s sampled");
    }

    @Test
    void shouldExportDrawingsWithTheirStepsAndTheirImages() throws IOException {
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        for (JsonNode group : drawn(lines)) {
            for (JsonNode trajectory : group.get("trajectories")) {
                int steps = trajectory.get("logprobs").size();
                assertThat(trajectory.has("tokens")).isFalse();
                assertThat(steps).isPositive();
                assertThat(trajectory.get("policy_versions").size()).isEqualTo(steps);
                assertThat(folder.resolve(trajectory.get("image").get("file").asText()))
                        .isRegularFile();
                assertThat(trajectory.get("flow").get("latents").asText()).isNotEmpty();
            }
        }
    }

    @Test
    void shouldVerifyTopicsAndFilesBitByBit() {
        CommandRun topics = recorded.run("replay", "--topics", "--verify");
        assertThat(topics.out()).contains(" groups, bitwise equal");
        for (Path file : List.of(lines, container)) {
            CommandRun run = recorded.run("replay", "-i", file.toString(), "--verify");
            assertThat(run.out()).contains(" groups, bitwise equal");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void shouldCatchAChangedLatentInAFile() throws IOException {
        // Given a file in which one latent image begins with other bits
        String id = drawn(lines).get(0).get("group_id").asText();
        List<String> changed = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            boolean that = JSON.readTree(line).get("group_id").asText().equals(id);
            changed.add(that ? line.replaceFirst("\"latents\":\"....", "\"latents\":\"AAAA") : line);
        }
        Path file = scratch.resolve("changed.jsonl");
        Files.write(file, changed);

        // When it is verified
        CommandRun run = recorded.run("replay", "-i", file.toString(), "--verify");

        // Then the group is named
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("differs: " + id);
    }

    @Test
    void shouldGiveTheWeightsOfTheRunWhenItIsTrainedOffline() {
        for (String from : List.of(lines.toString(), container.toString(), "topics")) {
            Path out = scratch.resolve("offline-" + Path.of(from).getFileName());
            CommandRun run = recorded.run(
                    "learn",
                    "--from",
                    from,
                    "--out",
                    out.toString(),
                    "-s",
                    "learner.checkpoint.folder=" + out.resolve("checkpoints"));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .as(from)
                    .contains("2 steps of 8 groups: 32 trajectories trained, 0 rejected")
                    .contains("weights " + recorded.weights());
        }
    }

    @Test
    void shouldSayHowAnImageWasDrawn() throws IOException {
        JsonNode group = drawn(lines).get(0);
        String id = group.get("group_id").asText();

        CommandRun shown = recorded.run("show", id);

        assertThat(shown.exitCode()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains(
                        "group " + id,
                        "denoising steps",
                        "autoencoder",
                        "referee ",
                        group.get("trajectories")
                                .get(0)
                                .get("image")
                                .get("sha256")
                                .asText());
        assertThat(recorded.run("show", id, "-i", lines.toString()).out()).isEqualTo(shown.out());
        assertThat(recorded.run("show", id, "-i", container.toString()).out()).isEqualTo(shown.out());
    }

    @Test
    void shouldCompareTwoSettings() throws IOException {
        Path json = scratch.resolve("comparison.json");
        CommandRun run = recorded.run(
                "compare", "-i", lines.toString(), "--b", "reward.weights.semantic=-3", "--json", json.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("rank correlation of advantages", "  image ");
        assertThat(JSON.readTree(json.toFile()).get("groups").asInt())
                .isEqualTo(Files.readAllLines(lines).size());
    }

    @Test
    void shouldAskTheJudgesOfImagesAgain() throws IOException {
        // Given the images beside the file, and those of the topics
        for (List<String> input : List.of(List.of("-i", lines.toString()), List.of("--topics"))) {
            Path output = scratch.resolve("judged-" + input.size() + ".jsonl");
            List<String> arguments = new ArrayList<>(List.of("replay", "-o", output.toString()));
            arguments.addAll(input);
            JUDGES.forEach(judge -> arguments.addAll(List.of("--rescore", judge)));

            // When they are judged again
            CommandRun run = recorded.run(arguments.toArray(String[]::new));

            // Then the same referees say the same
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).doesNotContain("failed");
            List<JsonNode> before = drawn(lines);
            List<JsonNode> after = drawn(output);
            assertThat(after).hasSameSizeAs(before);
            for (int group = 0; group < before.size(); group++) {
                for (int index = 0;
                        index < before.get(group).get("trajectories").size();
                        index++) {
                    for (String judge : JUDGES) {
                        JsonNode live = scores(before, group, index).get(judge);
                        JsonNode again = scores(after, group, index).get(judge);
                        assertThat(again.isNull()).isEqualTo(live.isNull());
                        assertThat(again.asDouble()).as(judge).isCloseTo(live.asDouble(), within(1e-4));
                    }
                }
            }
        }
    }

    private static JsonNode scores(List<JsonNode> groups, int group, int index) {
        return groups.get(group).get("trajectories").get(index).get("scores");
    }

    @Test
    void shouldSayThatAnImageIsMissing() throws IOException {
        // Given groups without the images beside them
        Path alone = Files.copy(lines, scratch.resolve("alone.jsonl"));

        // When an image is to be judged
        CommandRun run = recorded.run(
                "replay",
                "-i",
                alone.toString(),
                "-o",
                scratch.resolve("judged.jsonl").toString(),
                "--rescore",
                "semantic");

        // Then its score is a failure, and that is said
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).containsPattern("warning: \\d+ scores of semantic failed, first .*is not in the log");
    }

    @Test
    void shouldPublishAReplayAsANewRunWithItsImages() throws IOException {
        CommandRun replay = recorded.run("replay", "-i", lines.toString(), "--to-topics", "--run-as", "again");
        assertThat(replay.exitCode()).as(replay.err()).isZero();

        Path output = scratch.resolve("again.jsonl");
        CommandRun again = recorded.run("export", "-o", output.toString(), "-s", "run.id=again");
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(drawn(output)).hasSameSizeAs(drawn(lines));
        assertThat(recorded.run("replay", "-i", output.toString(), "--verify").out())
                .contains("bitwise equal");
    }
}
