package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cli.demo.DemoTask;
import dev.millrace.runtime.config.ConfigException;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an experiment is made of and what its results come to; the cells themselves are demos. */
class ExperimentTest {

    @TempDir
    private Path folder;

    @Test
    void shouldRunEachSettingWithEachOfSeveralBases() {
        Matrix matrix = Matrix.read("sizes").with(null, List.of(7L), Set.of("lvrpo", "shuffled"));
        MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

        List<Cell> cells = matrix.cells(List.of(ExperimentData.SCENES));

        assertThat(cells)
                .extracting(Cell::id)
                .containsExactly(
                        "small.lvrpo.7",
                        "small.shuffled.7",
                        "middle.lvrpo.7",
                        "middle.shuffled.7",
                        "large.lvrpo.7",
                        "large.shuffled.7");
        assertThat(cells).extracting(Cell::base).startsWith("small", "small", "middle");
        assertThat(cells).allSatisfy(cell -> assertThat(
                        CellRunner.settings(base, cell, 80).learner().totalSteps())
                .isEqualTo(80));
        assertThat(matrix.withBases(Set.of("large")).cells(List.of(ExperimentData.NO_IMAGES)))
                .extracting(Cell::id)
                .containsExactly("no-images-large.lvrpo.7", "no-images-large.shuffled.7");
        assertThatThrownBy(() -> matrix.withBases(Set.of("huge")))
                .hasMessageContaining("has no base huge; it has small, middle, large");
    }

    @Test
    void shouldRefuseABaseThatWasMadeOtherwise() throws IOException {
        Files.createDirectories(folder.resolve("made"));
        Files.writeString(folder.resolve("made/made-of.txt"), "pretrain.steps=7\n");

        assertThatThrownBy(() -> MadeBase.in(
                        folder, Cell.ONLY_BASE, List.of("pretrain.steps=8"), MillraceConfig.defaults(), line -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("was made with [pretrain.steps=7]")
                .hasMessageContaining("--out");
    }

    @Test
    void shouldBeginWithTheBaseThatIsThere() throws Exception {
        Files.createDirectories(folder.resolve("made"));
        Files.writeString(folder.resolve("made/made-of.txt"), "pretrain.steps=7\n");

        MillraceConfig settings =
                MadeBase.in(folder, Cell.ONLY_BASE, List.of("pretrain.steps=7"), MillraceConfig.defaults(), line -> {});

        assertThat(settings.policy().checkpoint()).endsWith("made/base");
    }

    @Test
    void shouldReadAMatrixFromAFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.yaml"),
                "name: own\nsteps: 5\nseeds: [4]\nthreshold: 0.4\nsettings:\n  plain: []\n  hot: [worker.temperature=2]\n");

        Matrix matrix = Matrix.read(file.toString()).with(7, List.of(1L, 2L), Set.of("hot"));

        assertThat(matrix.steps()).isEqualTo(7);
        assertThat(matrix.cells(List.of(ExperimentData.SCENES)))
                .extracting(Cell::id)
                .containsExactly("scenes.hot.1", "scenes.hot.2");
        assertThat(CellRunner.settings(
                                MillraceConfig.defaults(),
                                matrix.cells(List.of(ExperimentData.SCENES)).get(0),
                                7)
                        .worker()
                        .temperature())
                .isEqualTo(2);
    }

    @Test
    void shouldSayWhatIsWrongWithAMatrix() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "name: own\nsteps: 5\n");
        Path unknown = Files.writeString(
                folder.resolve("unknown.yaml"),
                "name: own\nsteps: 5\nseeds: [1]\nthreshold: 0.4\nsettings:\n  hot: [worker.temperatur=2]\n");

        assertThatThrownBy(() -> Matrix.read("nothing"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no experiment nothing");
        assertThatThrownBy(() -> Matrix.read(file.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("one of settings");
        assertThatThrownBy(() -> Matrix.read("credit").with(null, List.of(), Set.of("prpoo")))
                .hasMessageContaining("has no setting prpoo");
        Cell cell = Matrix.read(unknown.toString())
                .cells(List.of(ExperimentData.SCENES))
                .get(0);
        assertThatThrownBy(() -> CellRunner.settings(MillraceConfig.defaults(), cell, 5))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("worker.temperature");
    }

    @Test
    void shouldReadDataSetsOfTheCommandLine() {
        assertThat(ExperimentData.parse("scenes")).isEqualTo(ExperimentData.SCENES);
        assertThat(ExperimentData.parse("against-prior")).isEqualTo(ExperimentData.AGAINST_PRIOR);
        assertThat(ExperimentData.parse("no-images")).isEqualTo(ExperimentData.NO_IMAGES);
        assertThatThrownBy(() -> ExperimentData.OTHERS_IMAGES.prompts(DemoTask.MIXED, MillraceConfig.defaults()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("others-images is a control of answers");
        assertThat(ExperimentData.parse("hw=a.jsonl,b.jsonl"))
                .isEqualTo(new ExperimentData("hw", Optional.of(Path.of("a.jsonl")), Optional.of(Path.of("b.jsonl"))));
        assertThatThrownBy(() -> ExperimentData.parse("a.jsonl")).isInstanceOf(UsageException.class);
    }
}
