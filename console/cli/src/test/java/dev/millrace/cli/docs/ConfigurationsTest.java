package dev.millrace.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.CommandRun;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.cli.speed.ModelShape;
import dev.millrace.cli.speed.RandomModel;
import dev.millrace.policy.dataset.DatasetWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations for sizes that were not run: their settings are known, and they train a tiny model of the same kind. */
class ConfigurationsTest {

    private static final Path FOLDER = Path.of(System.getProperty("millrace.root"), "docs", "configs");
    private static final Path SETTINGS = FOLDER.resolve("qwen2.5-vl-3b.yaml");

    @TempDir
    private Path folder;

    static List<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml") && !file.equals(SETTINGS))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldPassADryRunAsSettings() {
        CommandRun run = CommandRun.of("demo", "-c", SETTINGS.toString(), "--dry-run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("/models/Qwen2.5-VL-3B-Instruct");
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void shouldPassADryRunAsExperiments(Path experiment) {
        CommandRun run = CommandRun.of(
                "experiment",
                experiment.toString(),
                "-c",
                SETTINGS.toString(),
                "--data",
                "a=b.parquet,c.parquet",
                "--dry-run");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldFindAMisspeltKeyOfACellInADryRun() throws IOException {
        Path experiment = Files.writeString(
                folder.resolve("own.yaml"),
                "name: own\nsteps: 5\nseeds: [1]\nthreshold: 0.4\nsettings:\n  hot: [worker.temperatur=2]\n");

        CommandRun run = CommandRun.of("experiment", experiment.toString(), "--dry-run");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains("worker.temperature");
    }

    @Tag("slow")
    @Timeout(300)
    @ParameterizedTest
    @CsvSource({"credit-3b, prpo;papo", "groups-3b, best_of_n", "sizes-qwen, qwen_3b"})
    void shouldTrainATinyModelOfTheSameKind(String name, String cells) throws IOException {
        // Given
        Path model = Files.createDirectory(folder.resolve("model"));
        RandomModel.write(ModelShape.named("tiny"), model);
        Path train = DatasetWriter.write(folder.resolve("train"), ScenePrompts.MANY_SIZES.training(1, 8));
        Path test = DatasetWriter.write(folder.resolve("test"), ScenePrompts.MANY_SIZES.heldOut(7));
        String[] only = cells.split(";");
        Path experiment = onTiny(FOLDER.resolve(name + ".yaml"), model);
        List<String> arguments =
                new ArrayList<>(List.of("experiment", experiment.toString(), "-c", SETTINGS.toString()));
        arguments.addAll(List.of("--data", "tiny=" + train + "," + test, "--steps", "3", "--seeds", "1"));
        arguments.addAll(List.of(
                "--only", String.join(",", only), "-o", folder.resolve("out").toString()));
        arguments.addAll(List.of(
                "--preset", "millrace", "--json", folder.resolve("result.json").toString()));
        for (String setting : List.of(
                "policy.checkpoint=" + model,
                "policy.device=cpu",
                "worker.group_size=2",
                "worker.max_response_tokens=6",
                "learner.batch_groups=2",
                "learner.lora.rank=2")) {
            arguments.addAll(List.of("-s", setting));
        }

        // When
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

        // Then
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        JsonNode result = JsonMapper.builder()
                .build()
                .readTree(folder.resolve("result.json").toFile());
        assertThat(result.path("finished").asBoolean()).isTrue();
        assertThat(result.path("cells")).hasSize(only.length).allSatisfy(cell -> {
            assertThat(cell.path("steps").asInt()).isEqualTo(3);
            assertThat(cell.path("imbalance").asInt()).isZero();
        });
        assertThat(Arrays.asList(only))
                .contains(result.path("cells").path(0).path("setting").asText());
    }

    /** The same with the tiny model in the place of each that an experiment names itself. */
    private Path onTiny(Path experiment, Path model) throws IOException {
        String text = Files.readString(experiment).replaceAll("/models/Qwen2\\.5-VL-[0-9]B-Instruct", model.toString());
        return Files.writeString(folder.resolve("experiment.yaml"), text);
    }
}
