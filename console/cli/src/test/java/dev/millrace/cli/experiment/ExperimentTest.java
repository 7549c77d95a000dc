package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.cli.demo.DemoTask;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.learner.objective.LossKind;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.runtime.config.ConfigException;
import dev.millrace.runtime.config.ConfigLoader;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an experiment is made of and what its results come to; the cells themselves are demos. */
class ExperimentTest {

    @TempDir
    private Path folder;

    @Test
    void shouldShipAnExperimentWhoseSettingsAllAreKnown() {
        Matrix matrix = Matrix.read("credit");

        List<Cell> cells = matrix.cells(List.of(ExperimentData.SCENES));

        assertThat(cells).hasSize(matrix.settings().size() * matrix.seeds().size());
        assertThat(cells.get(0).id()).isEqualTo("scenes.none.1");
        assertThat(matrix.settings().keySet())
                .contains("none", "prpo", "vppo", "pgpo", "random", "uniform", "dependency_only", "brittle_only");
        for (Cell cell : cells.subList(0, matrix.settings().size())) {
            MillraceConfig settings = CellRunner.settings(MillraceConfig.defaults(), cell, 80);
            assertThat(settings.run().seed()).isEqualTo(cell.seed());
            assertThat(settings.learner().checkpoint().every()).isEqualTo(10);
        }
        matrix.tokenSettings().values().forEach(overrides -> new ConfigLoader<>(
                        MillraceConfig.class, MillraceConfig.defaults())
                .load(Optional.empty(), overrides));
    }

    @Test
    void shouldShipTheAblationsOfAnsweringAndDrawingTogether() {
        Matrix matrix = Matrix.read("lvrpo");

        assertThat(matrix.demoTask()).isEqualTo(DemoTask.MIXED);
        MillraceConfig mixed = MillraceConfig.loader().load(DemoTask.MIXED.presets(), Optional.empty(), List.of());
        for (Cell cell : matrix.with(null, List.of(1L), Set.of()).cells(List.of(ExperimentData.SCENES))) {
            MillraceConfig settings = CellRunner.settings(mixed, cell, 160);
            assertThat(settings.worker().groupSize() * settings.learner().batchGroups())
                    .as(cell.id())
                    .isEqualTo(mixed.worker().groupSize() * mixed.learner().batchGroups());
        }
    }

    @Test
    void shouldShipARunOfEachObjectiveBesideAControl() {
        Matrix matrix = Matrix.read("objectives");
        MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

        List<Cell> cells = matrix.with(null, List.of(1L), Set.of()).cells(List.of(ExperimentData.SCENES));

        assertThat(cells.stream()
                        .map(cell -> CellRunner.settings(base, cell, matrix.steps()))
                        .map(settings -> settings.learner().objective().loss()))
                .contains(LossKind.values());
        assertThat(cells)
                .filteredOn(cell -> cell.setting().equals("clipped_one"))
                .singleElement()
                .satisfies(cell -> {
                    MillraceConfig settings = CellRunner.settings(base, cell, matrix.steps());
                    assertThat(settings.learner().miniBatches())
                            .as("its own word is above the common one")
                            .isEqualTo(1);
                    assertThat(settings.reshaping().method()).isEqualTo("none");
                });
        assertThat(matrix.settings()).containsKey("shuffled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baselines",
                "credit",
                "editing",
                "long-credit",
                "lvrpo",
                "objectives",
                "prior",
                "referee",
                "small-qwen"
            })
    void shouldShipExperimentsWhoseSettingsAllAreKnown(String name) {
        Matrix matrix = Matrix.read(name).with(null, List.of(7L), Set.of());
        MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

        List<Cell> cells = matrix.cells(List.of(matrix.ownData()));

        assertThat(matrix.name()).isEqualTo(name);
        assertThat(cells).hasSize(matrix.settings().size()).allSatisfy(cell -> assertThat(
                        CellRunner.settings(base, cell, matrix.steps()).run().seed())
                .isEqualTo(7));
    }

    @Test
    void shouldHoldSupervisedTrainingAgainstRewardsWithAsManySamples() {
        for (String name : List.of("baselines", "prior")) {
            Matrix matrix = Matrix.read(name).with(null, List.of(1L), Set.of());
            MillraceConfig base = MillraceConfig.loader().load(matrix.presets(), Optional.empty(), List.of());

            List<Cell> cells = matrix.cells(List.of(matrix.ownData()));

            MillraceConfig rewarded = CellRunner.settings(base, cells.get(0), matrix.steps());
            assertThat(cells).filteredOn(Cell::supervised).isNotEmpty().allSatisfy(cell -> {
                MillraceConfig settings = CellRunner.settings(base, cell, matrix.steps());
                assertThat(SupervisedTraining.samplesPerStep(settings))
                        .as(cell.id())
                        .isEqualTo((long) rewarded.worker().groupSize()
                                * rewarded.learner().batchGroups());
                assertThat(PretrainSection.of(settings).steps()).isEqualTo(matrix.steps());
                assertThat(PretrainSection.of(settings).seed()).isEqualTo(cell.seed());
            });
        }
    }

    @Test
    void shouldShipExperimentsThatMakeTheirBase() {
        for (String name : List.of("editing", "long-credit", "prior")) {
            Matrix matrix = Matrix.read(name);

            MillraceConfig settings = MillraceConfig.loader(MillraceConfig.defaults())
                    .load(Optional.empty(), matrix.madeBases().getOrDefault(Cell.ONLY_BASE, List.of()));

            assertThat(matrix.madeBases()).containsOnlyKeys(Cell.ONLY_BASE);
            assertThat(PretrainSection.of(settings).fromRandom()).as(name).isFalse();
            assertThat(PretrainSection.of(settings).steps()).isLessThan(4000);
        }
        assertThat(Matrix.read("prior").ownData()).isEqualTo(ExperimentData.AGAINST_PRIOR);
    }

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
    void shouldShipThreeSizes() {
        List<Long> parameters = new ArrayList<>();
        Matrix.read("sizes").madeBases().values().forEach(made -> {
            MillraceConfig settings =
                    MillraceConfig.loader(MillraceConfig.defaults()).load(Optional.empty(), made);
            PolicyConfig architecture =
                    PolicyConfig.base(256, PretrainSection.of(settings).width());
            parameters.add(ParameterLayout.of(architecture).stream()
                    .mapToLong(parameter -> parameter.shape().elements())
                    .sum());
        });

        assertThat(parameters.get(0)).isBetween(350_000L, 450_000L);
        assertThat(parameters.get(1)).isBetween(1_400_000L, 1_600_000L);
        assertThat(parameters.get(2)).isBetween(5_300_000L, 6_500_000L);
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
    void shouldReadHowScoresChangedOverARun() throws IOException {
        Path metrics = Files.writeString(
                folder.resolve("metrics.jsonl"),
                """
                {"step":1,"metrics":{"rewards/semantic/mean":0.5,"rewards/semantic/std":0.1,"kl":1}}
                {"step":2,"metrics":{"rewards/semantic/mean":0.7,"rewards/format/mean":1}}
                {"step":3,"metrics":{"rewards/semantic/mean":0.8}}
                {"step":4,"metrics":{}}
                """);

        assertThat(RewardHistory.of(metrics, 4, 2))
                .containsExactly(Map.entry("format", List.of(1.0, 1.0)), Map.entry("semantic", List.of(0.6, 0.8)));
    }

    @Test
    void shouldSumUpImagesBesideAnswers() {
        List<String> table = ExperimentResults.write(
                folder, List.of(result("lvrpo", 1, 0.5, drawn(0.7)), result("shuffled", 1, 0.2, drawn(0.65))), 0.55);

        assertThat(table)
                .contains(
                        "| setting | generation | gain | against lvrpo | knowledge | gain | editing | gain | understanding gain |",
                        "| lvrpo | 0.700 | 0.100 | – | 0.900 | 0.200 | 0.100 | 0.100 | 0.200 |",
                        "| shuffled | 0.650 | 0.050 | -0.050 | 0.900 | 0.200 | 0.100 | 0.100 | -0.100 |",
                        "| lvrpo | 0.40 |",
                        "| setting | move | recolor |",
                        "| lvrpo | 0.30 | 0.60 |",
                        "| lvrpo | 0.20 | 0.50 |");
        assertThat(folder.resolve("rewards-scenes-lvrpo.png")).isNotEmptyFile();
    }

    @Test
    void shouldSayForProgramsWhatTheSeedsCameTo() throws IOException {
        Matrix matrix = Matrix.read("lvrpo");

        String json = ResultJson.of(
                matrix,
                folder,
                List.of(result("a", 1, 0.5, null), result("a", 2, 0.7, null), result("b", 1, 0.2, null)),
                false);

        JsonNode root = JsonMapper.builder().build().readTree(json);
        assertThat(root.path("finished").asBoolean(true)).isFalse();
        assertThat(root.path("cells")).hasSize(3);
        JsonNode first = root.path("settings").path(0);
        assertThat(first.path("setting").asText()).isEqualTo("a");
        assertThat(first.path("after").path("mean").asDouble()).isEqualTo(0.6, within(1e-12));
        assertThat(first.path("after").path("half_width").asDouble()).isEqualTo(1.2706, within(1e-4));
        assertThat(root.path("settings")
                        .path(1)
                        .path("after")
                        .path("half_width")
                        .isNull())
                .isTrue();
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

    @Test
    void shouldGoOnAfterAResultThatWasCutOff() throws IOException {
        ResultLog log = new ResultLog(folder.resolve("results.jsonl"));
        log.append(result("prpo", 1, 0.5));
        Files.writeString(log.file(), "{\"cell\":\"scenes.pr", StandardOpenOption.APPEND);

        List<CellResult> afterTheCut = log.read();
        log.append(result("prpo", 2, 0.6));

        assertThat(afterTheCut).containsExactly(result("prpo", 1, 0.5));
        assertThat(log.read()).containsExactly(result("prpo", 1, 0.5), result("prpo", 2, 0.6));
    }

    @Test
    void shouldNameALineThatIsNoResult() throws IOException {
        ResultLog log = new ResultLog(folder.resolve("results.jsonl"));
        Files.writeString(log.file(), "{\"cell\":1,\"what\":2}\n");

        assertThatThrownBy(log::read).hasMessageContaining("results.jsonl:1 is no result");
    }

    @Test
    void shouldGiveMeansWithIntervalsOfStudent() {
        Interval three = Interval.of(List.of(0.5, 0.6, 0.7));

        assertThat(three.mean()).isCloseTo(0.6, within(1e-12));
        assertThat(three.halfWidth().orElseThrow()).isCloseTo(4.303 * 0.1 / Math.sqrt(3), within(1e-9));
        assertThat(Interval.of(List.of(0.5)).text(2)).isEqualTo("0.50");
        assertThat(three.text(3)).isEqualTo("0.600 ± 0.248");
    }

    @Test
    void shouldCountSamplesToAThresholdByInterpolation() {
        CellResult result = result("prpo", 1, 0.6);

        assertThat(result.samplesTo(0.45).orElseThrow()).isCloseTo(500, within(1e-6));
        assertThat(result.samplesTo(0.3)).hasValue(0);
        assertThat(result.samplesTo(0.61)).isEmpty();
    }

    @Test
    void shouldSumUpSettingsInATableAndAPlot() throws IOException {
        List<CellResult> results = List.of(
                result("none", 1, 0.5), result("prpo", 1, 0.6), result("none", 2, 0.54), result("prpo", 2, 0.64));

        List<String> table = ExperimentResults.write(folder, results, 0.55);

        assertThat(table)
                .contains(
                        "| setting | seeds | held-out accuracy | gain | against none | samples to 0.55 | reached | precision"
                                + " | recall | cost |",
                        "| none | 2 | 0.520 ± 0.254 | 0.220 ± 0.254 | – | – | 0 of 2 | 0.750 | 0.300 | 0.500 |",
                        "| prpo | 2 | 0.620 ± 0.254 | 0.320 ± 0.254 | +0.100 ± 0.000 | 784 ± 623 | 2 of 2 | 0.750 | 0.300 | 0.500 |");
        assertThat(folder.resolve("summary.md")).isNotEmptyFile();
        assertThat(ImageIO.read(folder.resolve("curve-scenes.png").toFile()).getWidth())
                .isEqualTo(1080);
    }

    @Test
    void shouldKeepWhatWasMeasuredOfACellAndShowIt() throws IOException {
        // Given
        ResultLog log = new ResultLog(folder.resolve("results.jsonl"));
        GradientNoise noise =
                new GradientNoise(new StepDirection(2, 0.25), new StepDirection(1, 0.5), new StepDirection(0, null));
        CellResult measured = measured(new CellMeasures(noise, noise, new PriorDrift(0.01, 0.02, 0.005)));

        // When
        log.append(measured);

        // Then
        assertThat(log.read()).containsExactly(measured);
        assertThat(Files.readString(log.file()))
                .contains("\"seen\":{\"norm\":1.0,\"variance\":0.5},\"other\":{\"norm\":0.0}")
                .hasSizeLessThan(4096);
        assertThat(ExperimentResults.write(folder, log.read(), 0.55))
                .contains(
                        "## Gradient noise and drift of the prior: scenes",
                        "| prpo | 1 | 0.250 | 0.500 | – | 0.250 | 0.500 | – | 0.0100 | 0.0200 | 0.0050 |");
    }

    private static CellResult measured(CellMeasures measures) {
        CellResult plain = result("prpo", 1, 0.5);
        return new CellResult(
                plain.cell(),
                plain.setting(),
                plain.data(),
                plain.seed(),
                plain.steps(),
                plain.before(),
                plain.after(),
                plain.categories(),
                plain.curve(),
                plain.meanWeight(),
                plain.dependencyCost(),
                plain.tokens(),
                plain.drawings(),
                measures,
                plain.imbalance(),
                plain.wallSeconds());
    }

    @Test
    void shouldOfferPapoBesideTokenCredit() {
        Matrix matrix = Matrix.read("long-credit").with(null, List.of(1L), Set.of("none", "papo"));
        List<Cell> cells = matrix.cells(List.of(ExperimentData.SCENES));

        MillraceConfig papo = CellRunner.settings(MillraceConfig.defaults(), cells.get(1), 96);

        assertThat(papo.learner().objective().perceptionWeight()).isEqualTo(0.02);
        assertThat(papo.reshaping().method()).isEqualTo("none");
        assertThat(papo.readsDependency())
                .as("its workers record the view with black patches")
                .isTrue();
        assertThat(CellRunner.settings(MillraceConfig.defaults(), cells.get(0), 96)
                        .readsDependency())
                .isFalse();
    }

    @Test
    void shouldSayNothingOfAmplifiedTokensWhereThereAreNone() {
        CellResult plain = result("none", 1, 0.5, null, null);

        assertThat(ExperimentResults.write(folder, List.of(plain), 0.55))
                .contains(
                        "| setting | seeds | held-out accuracy | gain | against none | samples to 0.55 | reached |",
                        "| none | 1 | 0.500 | 0.200 | – | – | 0 of 1 |");
    }

    @Test
    void shouldWriteWhichTokensAreAmplified() {
        List<String> lines = ExperimentResults.writeTokens(folder, "scenes", Map.of("prpo", COUNTS));

        assertThat(lines).contains("| prpo | 0.200 | 0.750 | 0.500 | 0.300 | 0.667 |");
        assertThat(folder.resolve("tokens-scenes.md")).isNotEmptyFile();
    }

    private static final TokenCounts COUNTS = new TokenCounts(10, 100, 50, 20, 15, 10);

    private static DrawnResult drawn(double after) {
        return new DrawnResult(
                0.6,
                after,
                new TreeMap<>(Map.of("counting", 0.4)),
                0.7,
                0.9,
                0.0,
                0.1,
                new TreeMap<>(Map.of("recolor", 0.1, "move", 0.1)),
                new TreeMap<>(Map.of("recolor", 0.6, "move", 0.3)),
                new TreeMap<>(Map.of("semantic", List.of(0.5, 0.6))));
    }

    private static CellResult result(String setting, long seed, double after) {
        return result(setting, seed, after, null);
    }

    private static CellResult result(String setting, long seed, double after, @Nullable DrawnResult drawings) {
        return result(setting, seed, after, COUNTS, drawings);
    }

    private static CellResult result(
            String setting, long seed, double after, @Nullable TokenCounts tokens, @Nullable DrawnResult drawings) {
        return new CellResult(
                "scenes." + setting + "." + seed,
                setting,
                "scenes",
                seed,
                10,
                0.3,
                after,
                new TreeMap<>(Map.of("sum", after, "count", 0.5)),
                List.of(new CellResult.Point(0, 0, 0.3), new CellResult.Point(10, 1000, after)),
                1.1,
                0.5,
                tokens,
                drawings,
                null,
                0,
                12.5);
    }
}
