package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.policy.dataset.DatasetWriter;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.StopSignal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cell of two steps, from the policy that ships to a line of the results. */
class CellRunnerTest {

    @TempDir
    private Path folder;

    @Test
    void shouldRunACellToItsResultAndLeaveWhatIsSmall() throws InterruptedException {
        // Given
        Path training = DatasetWriter.write(folder.resolve("train"), ScenePrompts.ONE_SIZE.training(1, 16));
        Path heldOut = DatasetWriter.write(folder.resolve("test"), ScenePrompts.ONE_SIZE.heldOut(7));
        MillraceConfig base = MillraceConfig.loader()
                .load(
                        List.of("learner.batch_groups=4", "worker.group_size=4", "worker.batch_prompts=4"),
                        Optional.empty(),
                        List.of());
        Cell cell = new Cell(
                "prpo",
                List.of("reshaping.method=prpo"),
                new ExperimentData("tiny", Optional.of(training), Optional.of(heldOut)),
                3);
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30))) {
            // When
            CellResult result = new CellRunner(
                            base,
                            DemoTask.UNDERSTANDING,
                            folder.resolve("cells"),
                            signal,
                            Clock.systemUTC(),
                            Set.of(CellMeasure.values()))
                    .run(cell, 2)
                    .orElseThrow();

            // Then
            assertThat(result.cell()).isEqualTo("tiny.prpo.3");
            assertThat(result.steps()).isEqualTo(2);
            assertThat(result.imbalance()).isZero();
            assertThat(result.curve()).extracting(CellResult.Point::samples).containsExactly(0L, 16L, 32L);
            assertThat(result.curve().get(2).accuracy()).isEqualTo(result.after());
            assertThat(result.meanWeight()).isGreaterThan(1);
            assertThat(result.dependencyCost()).isPositive();
            assertThat(Objects.requireNonNull(result.tokens()).amplified()).isPositive();
            CellMeasures measures = Objects.requireNonNull(result.measures());
            GradientNoise begun = Objects.requireNonNull(measures.begun());
            assertThat(begun.seen().norm()).isPositive();
            assertThat(begun.other().norm()).isPositive();
            assertThat(begun.all().norm()).isPositive();
            assertThat(measures.trained()).isNotNull();
            assertThat(measures.drift()).isNotNull();
            Path left = folder.resolve("cells/tiny.prpo.3");
            assertThat(left.resolve("report.json")).exists();
            assertThat(left.resolve("config.yaml")).exists();
            assertThat(left.resolve("data")).doesNotExist();
            assertThat(left.resolve("checkpoints").toFile().list()).hasSize(1);
        }
    }
}
