package dev.millrace.cli.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy whose versions are too large for the log: what is said of it, and when. */
class LargePolicyTest {

    private static final String TIGHT = "learner.weights.max_bytes=1000000";

    @ParameterizedTest
    @ValueSource(strings = {"demo", "up"})
    void shouldBeRefusedBeforeAnythingIsBegun(String command, @TempDir Path folder) {
        CommandRun run = CommandRun.of(
                command,
                "-s",
                "policy.checkpoint=small-qwen",
                "-s",
                "learner.total_steps=1",
                "-s",
                TIGHT,
                command.equals("demo") ? "-o" : "--run",
                folder.resolve("run").toString());

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err())
                .contains("but without an object store learner.weights.max_bytes", "kafka.store.type=folder");
        assertThat(run.out()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldBeToldByInspect() {
        CommandRun run = CommandRun.of("models", "inspect", "small-qwen", "-s", TIGHT);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern(
                        "a version +whole weights: 0\\.\\d\\d GB, in an object store \\(kafka\\.store\\) only, or with a"
                                + " greater learner\\.weights\\.max_bytes");
    }
}
