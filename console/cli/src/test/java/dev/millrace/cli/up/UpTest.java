package dev.millrace.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.infra.local.Port;
import dev.millrace.policy.dataset.DatasetWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole run of processes, of two small steps. */
@Tag("slow")
@Timeout(300)
class UpTest {

    @TempDir
    Path folder;

    @Test
    void shouldTrainAndLeaveARunThatAnAuditFindsSound() throws Exception {
        // Given
        Path data = DatasetWriter.write(folder.resolve("scenes"), ScenePrompts.ONE_SIZE.training(1, 16));
        Path run = folder.resolve("run");

        // When
        CommandRun up = CommandRun.of(
                "up",
                "--local",
                "--no-page",
                "--run",
                run.toString(),
                "--data",
                data.toString(),
                "--workers",
                "2",
                "-s",
                "kafka.bootstrap=localhost:" + Port.free(),
                "-s",
                "kafka.registry=http://localhost:" + Port.free(),
                "-s",
                "learner.total_steps=2",
                "-s",
                "learner.batch_groups=2",
                "-s",
                "learner.micro_batch_groups=2",
                "-s",
                "worker.group_size=4",
                "-s",
                "worker.max_response_tokens=8");

        // Then
        assertThat(up.exitCode()).as(up.out() + up.err()).isZero();
        assertThat(up.out())
                .contains("learner  | ", "worker-0 | ", "worker-1 | ", "score    | ", "streams  | ", "prompts  | ")
                .contains("the learner is done; ending all others", "./millrace local --run " + run);
        assertThat(run.resolve("checkpoints")).isDirectory();
        assertThat(CommandRun.of("audit", "--run", run.toString())).satisfies(audit -> assertThat(audit.exitCode())
                .as(audit.out() + audit.err())
                .isZero());
    }
}
