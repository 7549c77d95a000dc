package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of cells, and what their seeds come to. */
class ExperimentResultsTest {

    @TempDir
    private Path folder;

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
