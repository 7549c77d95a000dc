package dev.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code learn --from} of files that hold nothing to train on. */
class LearnFromFilesTest {

    private static final String SCORED =
            """
            {"group_id":"g/0/%d","run_id":"g","prompt":"What?","prompt_tokens":[1],"trajectories":[\
            {"index":0,"tokens":[1],"logprobs":[-1],"policy_versions":[0],"scores":{"accuracy":1}%s},\
            {"index":1,"tokens":[2],"logprobs":[-1],"policy_versions":[0],"scores":{"accuracy":0}%s}]}
            """;

    @TempDir
    private Path folder;

    private CommandRun learn(String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("groups.jsonl"), lines);
        return CommandRun.of(
                "learn",
                "--from",
                file.toString(),
                "--out",
                folder.resolve("out").toString(),
                "-s",
                "run.id=g",
                "-s",
                "learner.batch_groups=4");
    }

    @Test
    void shouldRefuseGroupsWithoutExperience() throws IOException {
        CommandRun said = learn(SCORED.formatted(0, "", "") + SCORED.formatted(1, "", ""));

        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(2);
        assertThat(said.err())
                .contains(
                        folder.resolve("groups.jsonl") + " has experience in 0 of its 2 groups",
                        "learner.batch_groups is 4",
                        "millrace replay");
        assertThat(said.out()).doesNotContain("0 steps");
    }

    @Test
    void shouldRefuseFewerGroupsThanAStepTakes() throws IOException {
        CommandRun said = learn(SCORED.formatted(0, ",\"reward\":1,\"advantage\":1", ",\"reward\":0,\"advantage\":-1")
                + SCORED.formatted(1, "", ""));

        assertThat(said.exitCode()).as(said.out() + said.err()).isEqualTo(2);
        assertThat(said.err()).contains(" has experience in 1 of its 2 groups", "learner.batch_groups is 4");
    }
}
