package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.policy.dataset.DatasetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that makes two sizes of the policy, from nothing to its tables. */
@Tag("slow")
@Timeout(300)
class SeveralBasesTest {

    @TempDir
    private Path folder;

    @Test
    void shouldMakeEachBaseOnceAndGoOnWithWhatIsThere() throws IOException {
        // Given an experiment of which one size is done
        Path train = DatasetWriter.write(folder.resolve("train"), ScenePrompts.ONE_SIZE.training(1, 4));
        Path test = DatasetWriter.write(folder.resolve("test"), ScenePrompts.ONE_SIZE.heldOut(7));
        Path experiment = Files.writeString(
                folder.resolve("two.yaml"),
                """
                name: two
                steps: 1
                seeds: [1]
                threshold: 0.5
                bases:
                  narrow: [pretrain.width=64, pretrain.steps=2, pretrain.warmup_steps=1, pretrain.batch=2, pretrain.drawing_batch=1]
                  wide: [pretrain.width=128, pretrain.steps=2, pretrain.warmup_steps=1, pretrain.batch=2, pretrain.drawing_batch=1]
                common: [learner.batch_groups=2, worker.group_size=2]
                settings:
                  plain: []
                """);
        String data = "tiny=" + train + "," + test;
        String out = folder.resolve("out").toString();
        CommandRun first =
                CommandRun.of("experiment", experiment.toString(), "--data", data, "--bases", "narrow", "-o", out);
        assertThat(first.exitCode()).as(first.err() + first.out()).isZero();
        String narrow = Files.readString(folder.resolve("out/made/narrow/made-of.txt"));

        // When
        CommandRun both = CommandRun.of("experiment", experiment.toString(), "--data", data, "-o", out);

        // Then
        assertThat(both.exitCode()).as(both.err() + both.out()).isZero();
        assertThat(both.out()).contains("2 cells of 1 steps, 1 to run", "## tiny-narrow", "## tiny-wide");
        assertThat(Files.readString(folder.resolve("out/made/narrow/made-of.txt")))
                .isEqualTo(narrow);
        assertThat(folder.resolve("out/made/wide/base/model.safetensors")).exists();
        assertThat(folder.resolve("out/made/wide/base-unfinished")).doesNotExist();
        List<CellResult> results = new ResultLog(folder.resolve("out/results.jsonl")).read();
        assertThat(results).extracting(CellResult::cell).containsExactly("tiny-narrow.plain.1", "tiny-wide.plain.1");
        assertThat(results).allSatisfy(result -> assertThat(result.imbalance()).isZero());
    }
}
