package dev.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    private Path input;
    private Path output;

    @BeforeEach
    void write() throws IOException {
        input = folder.resolve("groups.jsonl");
        output = folder.resolve("out.jsonl");
        Files.writeString(
                input,
                group(
                        "run/0/1",
                        trajectory(0, "<think> a </think> Two", "\"accuracy\":1,\"format\":1"),
                        trajectory(1, "<think> a </think> two", "\"accuracy\":1,\"format\":0.5"),
                        trajectory(2, "three", "\"accuracy\":0,\"format\":0")));
    }

    private static String group(String id, String... trajectories) {
        return "{\"group_id\":\"" + id + "\",\"run_id\":\"run\",\"prompt\":{\"text\":\"1 + 1?\",\"reference\":\"two\"},"
                + "\"trajectories\":[" + String.join(",", trajectories) + "]}\n";
    }

    private static String trajectory(int index, String text, String scores) {
        return "{\"index\":" + index + ",\"text\":\"" + text + "\",\"tokens\":[1,2,3],\"sampled_at\":"
                + (1_000_000 + index) + ",\"scores\":{" + scores + "}}";
    }

    @Test
    void shouldComposeWhatScorersSaid() throws IOException {
        CommandRun run = replay();

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode group = written().get(0);
        assertThat(rewards(group)).containsExactly(1.2, 1.1, 0.0);
        assertThat(group.get("experience").get("estimator").asText()).isEqualTo("grpo");
        assertThat(group.get("experience").get("code_version").asText()).startsWith("0.1.0");
        assertThat(run.out()).contains("1 groups of 3 trajectories: 1 to be trained, 0 of them without variance");
    }

    @Test
    void shouldLeaveOutAScorerThatAbstainedForOneOfTheGroup() throws IOException {
        Files.writeString(input, Files.readString(input).replace("\"format\":0}", "\"format\":null}"));

        assertThat(replay().exitCode()).isZero();

        assertThat(rewards(written().get(0))).containsExactly(1.0, 1.0, 0.0);
    }

    @Test
    void shouldVerifyItsOwnOutputAndCatchAFlippedBit() throws IOException {
        // Given a replay
        replay();

        // Then the same settings verify it
        CommandRun same = CommandRun.of("replay", "-i", output.toString(), "--verify");
        assertThat(same.out()).contains("verified: 1 groups, bitwise equal");
        assertThat(same.exitCode()).isZero();

        // And a changed score does not, whether the digest is there or not
        String changed = Files.readString(output).replace("\"accuracy\":0.0", "\"accuracy\":0.1");
        for (String line : List.of(changed, changed.replaceAll(",\"digest\":\"[0-9a-f]*\"", ""))) {
            Path file = folder.resolve("changed.jsonl");
            Files.writeString(file, line);
            CommandRun run = CommandRun.of("replay", "-i", file.toString(), "--verify");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains("differs: run/0/1 (", "not verified: 1 of 1 groups differ");
        }
    }

    @Test
    void shouldCatchAFlippedBitInWhatCreditDoesNotRead() throws IOException {
        replay();
        Files.writeString(output, Files.readString(output).replace("\"tokens\":[1,2,3]", "\"tokens\":[1,2,2]"));

        CommandRun run = CommandRun.of("replay", "-i", output.toString(), "--verify");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("its digest is not the one it was written with");
    }

    @Test
    void shouldSayThatSettingsDiffer() throws IOException {
        replay();

        CommandRun run = CommandRun.of("replay", "-i", output.toString(), "--verify", "-s", "advantage.epsilon=0.1");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("it was made with other settings, config digest");
    }

    @Test
    void shouldHaveNothingToVerifyInForeignGroups() {
        CommandRun run = CommandRun.of("replay", "-i", input.toString(), "--verify");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("nothing to verify; 1 were never settled");
    }

    @Test
    void shouldRescoreIntoAnotherRun() throws IOException {
        CommandRun run = replay("--rescore", "accuracy=accuracy_strict", "--run-as", "strict");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode group = written().get(0);
        assertThat(group.get("run_id").asText()).isEqualTo("strict");
        assertThat(group.get("group_id").asText()).isEqualTo("strict/0/1");
        assertThat(rewards(group)).containsExactly(0.2, 1.1, 0.0);
        JsonNode info = group.get("trajectories").get(1).get("score_info").get("accuracy");
        assertThat(info.get("scored_at").asLong()).isEqualTo(0);
    }

    @Test
    void shouldGiveTheSameBytesAgain() throws IOException {
        replay("--rescore", "accuracy");
        String first = Files.readString(output);
        replay("--rescore", "accuracy");

        assertThat(Files.readString(output)).isEqualTo(first);
    }

    @Test
    void shouldNameAMissingScore() throws IOException {
        Files.writeString(
                input,
                group("g", trajectory(0, "a", "\"accuracy\":1,\"format\":1"), trajectory(1, "b", "\"accuracy\":1")));

        CommandRun run = replay();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(input + ":1: trajectories(index 1).scores.format is missing");
    }

    @Test
    void shouldLeaveMissingAndFailedScoresToThePolicyWhereThatIsAskedFor() throws IOException {
        Files.writeString(
                input,
                group(
                        "g",
                        trajectory(0, "a", "\"accuracy\":1,\"format\":1"),
                        trajectory(1, "b", "\"accuracy\":1"),
                        trajectory(2, "c", "\"accuracy\":0,\"format\":1")));

        CommandRun run = replay("--missing-scores", "policy");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode group = written().get(0);
        assertThat(group.get("trajectories").get(1).get("advantage").isNull()).isTrue();
        assertThat(group.get("drops").get(0).get("reason").asText()).isEqualTo("missing_score");
        assertThat(run.out()).contains("trajectories dropped {missing_score=1}");

        CommandRun defaulted = replay(
                "--missing-scores", "policy", "-s", "assembly.policy=default_value", "-s", "assembly.default_value=1");
        assertThat(defaulted.exitCode()).isZero();
        assertThat(rewards(written().get(0))).containsExactly(1.2, 1.2, 0.2);
    }

    @Test
    void shouldDropGroupsWithoutVarianceWhereThatIsAskedFor() throws IOException {
        Files.writeString(
                input,
                group(
                        "g",
                        trajectory(0, "a", "\"accuracy\":1,\"format\":1"),
                        trajectory(1, "b", "\"accuracy\":1,\"format\":1")));

        CommandRun run = replay("-s", "advantage.zero_variance=drop");

        assertThat(run.out()).contains("0 to be trained", "{zero_variance=2}");
        assertThat(written().get(0).has("experience")).isFalse();
        assertThat(CommandRun.of("replay", "-i", output.toString(), "--verify", "-s", "advantage.zero_variance=drop")
                        .out())
                .contains("verified: 1 groups");
    }

    @Test
    void shouldCloseByAnotherDeadlineInARerun() throws IOException {
        String scores =
                "\"score_info\":{\"accuracy\":{\"scored_at\":1001000},\"format\":{\"scored_at\":%d}},\"scores\":{\"accuracy\":%d,\"format\":1}";
        Files.writeString(
                input,
                "{\"group_id\":\"g\",\"trajectories\":["
                        + timed(0, String.format(scores, 1_002_000, 1)) + ","
                        + timed(1, String.format(scores, 1_002_000, 0)) + ","
                        + timed(2, String.format(scores, 1_040_000, 1)) + "]}\n");

        CommandRun patient = replay("--rerun", "--missing-scores", "policy");
        assertThat(patient.exitCode()).as(patient.err()).isZero();
        assertThat(rewards(written().get(0))).containsExactly(1.2, 0.2, 1.2);
        assertThat(written().get(0).get("experience").get("closed").asText()).isEqualTo("complete");

        CommandRun hasty = replay("--rerun", "--missing-scores", "policy", "-s", "assembly.deadline=30s");
        assertThat(hasty.out()).contains("{missing_score=1}");
        assertThat(written().get(0).get("experience").get("closed").asText()).isEqualTo("deadline");
        assertThat(written().get(0).get("trajectories").get(2).get("reward").isNull())
                .isTrue();
    }

    private static String timed(int index, String scores) {
        return "{\"index\":" + index + ",\"tokens\":[1],\"sampled_at\":1000000," + scores + "}";
    }

    @Test
    void shouldCompareWithReadingAlone() {
        CommandRun run = replay("--baseline");

        assertThat(run.out())
                .containsPattern("reading alone: 1 groups in .* s, .* groups/s")
                .containsPattern("replay: 1 groups in .* s, .* groups/s")
                .containsPattern("replaying takes .* times as long as reading alone");
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        assertThat(CommandRun.of("replay", "-i", input.toString()).exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("replay", "--verify").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("replay", "-i", input.toString(), "-o", input.toString())
                        .exitCode())
                .isEqualTo(2);
        assertThat(replay("--rescore", "nobody").err()).contains("there is no scorer nobody; there are accuracy");
        assertThat(replay("--verify").exitCode()).isEqualTo(2);
        assertThat(replay("--to-topics").err()).contains("--run-as");
    }

    private CommandRun replay(String... more) {
        List<String> arguments = new ArrayList<>(List.of("replay", "-i", input.toString(), "-o", output.toString()));
        arguments.addAll(List.of(more));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    private List<JsonNode> written() throws IOException {
        List<JsonNode> groups = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            groups.add(JSON.readTree(line));
        }
        return groups;
    }

    private static List<Double> rewards(JsonNode group) {
        List<Double> rewards = new ArrayList<>();
        group.get("trajectories")
                .forEach(each -> rewards.add(
                        each.get("reward").isNull() ? null : each.get("reward").doubleValue()));
        return rewards;
    }
}
