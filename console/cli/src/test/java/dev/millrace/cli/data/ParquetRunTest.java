package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Parquet file in the shape of Geometry3K, from check to training. */
@Tag("slow")
@Timeout(600)
class ParquetRunTest {

    @TempDir
    private Path folder;

    @Test
    void shouldTrainOnAParquetFile() throws IOException {
        // Given
        String drawn = folder.resolve("drawn").toString();
        CommandRun.of("prompts", "draw", "-o", drawn, "--form", "parquet", "--train", "64", "--test", "14");
        String train = drawn + "/train.parquet";
        assertThat(CommandRun.of("prompts", "check", train, "--preset", "geometry3k")
                        .exitCode())
                .isZero();
        Path run = folder.resolve("run");

        // When
        CommandRun demo = CommandRun.of(
                "demo",
                "--data",
                train,
                "--eval",
                drawn + "/test.parquet",
                "--preset",
                "geometry3k",
                "--steps",
                "3",
                "-s",
                "learner.batch_groups=8",
                "--no-page",
                "--plain",
                "-o",
                run.toString());

        // Then
        assertThat(demo.err()).isEmpty();
        assertThat(demo.exitCode()).isZero();
        JsonNode report =
                JsonMapper.builder().build().readTree(run.resolve("report.json").toFile());
        assertThat(report.path("steps").asInt()).isEqualTo(3);
        assertThat(report.path("accounting").path("trained").asInt()).isPositive();
        assertThat(report.path("accounting").path("imbalance").asInt()).isZero();
        assertThat(report.path("after").path("categories").size()).isEqualTo(7);
    }
}
