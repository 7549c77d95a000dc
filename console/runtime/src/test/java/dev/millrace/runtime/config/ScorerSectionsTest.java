package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.scoring.ScorerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The type {@code keywords} comes with the tests, as one of another project would: by META-INF/services alone. */
class ScorerSectionsTest {

    private static final String FILE =
            """
            reward:
              weights: {praise: 0.5, theirs: 1}
            scorers:
              praise:
                type: keywords
                judges: both
                timeout: 3s
                batch: 8
                config:
                  words: [good, fine]
                  weights: {good: 2}
                  shape: {steepness: 3}
              theirs:
                type: external
                judges: image
            """;

    @TempDir
    private Path folder;

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    @Test
    void shouldBindADeclarationAndItsConfig() throws IOException {
        // When
        MillraceConfig config = load(FILE);

        // Then
        ScorerConfig praise = config.declared("praise");
        assertThat(praise)
                .isEqualTo(new ScorerConfig(
                        "keywords",
                        Judges.BOTH,
                        Duration.ofSeconds(3),
                        config.scorer().parallelism(),
                        8,
                        config.scorer().retries(),
                        new KeywordsFactory.Keywords(
                                List.of("good", "fine"),
                                Map.of("good", 2.0),
                                "lower",
                                new KeywordsFactory.Shape(3, true))));
        assertThat(config.declared("theirs").config()).isEqualTo(new NoConfig());
        assertThat(config.scorersOf(OutputKind.IMAGE))
                .contains("praise", "semantic")
                .doesNotContain("theirs");
    }

    @Test
    void shouldWaitForEachScorerOfWhatItJudges() throws IOException {
        // When
        var required = load(FILE).credit().reward().required();

        // Then
        assertThat(required.of(OutputKind.TEXT)).containsExactly("accuracy", "format", "praise");
        assertThat(required.of(OutputKind.IMAGE))
                .containsExactly("instruction", "knowledge", "praise", "semantic", "theirs");
    }

    @Test
    void shouldTakeSettingsFromTheCommandLineAsTheirTypeSays() throws IOException {
        // When
        MillraceConfig config = load(
                FILE,
                "scorers.praise.config.prefix= # as it is",
                "scorers.praise.config.words=[a]",
                "scorers.praise.config.shape.steepness=4",
                "scorers.praise.config.weights.good=null",
                "scorers.semantic.config.top_patches=3",
                "scorers.theirs.retries=0");

        // Then
        assertThat(config.declared("praise").config())
                .isEqualTo(new KeywordsFactory.Keywords(
                        List.of("a"), Map.of(), " # as it is", new KeywordsFactory.Shape(4, true)));
        assertThat(loader.toYaml(config)).contains("top_patches: 3").contains("type: external");
    }

    @Test
    void shouldReadBackWhatItPrints() throws IOException {
        MillraceConfig config = load(FILE);

        assertThat(load(loader.toYaml(config))).isEqualTo(config);
    }

    @Test
    void shouldTakeASectionOutAndLetTheCommonOneCountForTheRest() throws IOException {
        // When
        MillraceConfig config = load(FILE, "scorers.theirs=null", "reward.weights.theirs=null", "scorer.timeout=2m");

        // Then
        assertThat(config.scorers()).doesNotContainKey("theirs");
        assertThat(config.declared("praise").timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.declared("accuracy").timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.declared("accuracy_strict").timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThatThrownBy(() -> config.declared("theirs"))
                .hasMessageStartingWith("there is no scorer theirs; there are accuracy, accuracy_strict");
    }

    @Test
    void shouldTakeFromTheTypeWhatNobodyStates() throws IOException {
        // Given
        String served = "scorers: {mine: {type: http, retries: 1, config: {url: \"http://there/\"}}}";

        // When
        ScorerConfig own = load(served).declared("mine");
        ScorerConfig common =
                load(served, "scorer.timeout=7s", "scorer.retries=9").declared("mine");

        // Then
        assertThat(own.timeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(own.parallelism()).isEqualTo(8);
        assertThat(own.retries()).isEqualTo(1);
        assertThat(common.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(common.retries()).isEqualTo(1);
    }

    @Test
    void shouldNameWhatATypeHasToBeTold() {
        assertThatThrownBy(() -> load("scorers: {mine: {type: http}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("scorers.mine.config.url must say where the server is");
        assertThatThrownBy(() -> load(
                        "scorers: {mine: {type: llm_judge, config: {url: \"http://there\", prompt: \"{respons}\"}}}"))
                .hasMessageContaining("scorers.mine.config.prompt has a place {respons}, which nothing fills");
        assertThatThrownBy(() -> load("scorers: {mine: {type: http, config: {url: \"there:80\"}}}"))
                .hasMessageContaining("scorers.mine.config.url must be an http or https URL");
    }

    @Test
    void shouldWarnOfADeclaredScorerThatNobodyCounts() throws IOException {
        assertThat(load(FILE).warnings()).isEmpty();
        assertThat(load(FILE, "reward.weights.praise=null").warnings())
                .containsExactly("scorers.praise has no weight in reward.weights: no reward counts what it says");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scorers.praise.type=keyword | scorers.praise.type names no type of scorers: keyword (did you mean keywords?);",
                "scorers.mine.judges=text | scorers.mine needs a type, as in scorers.mine.type=external; there are accuracy,",
                "scorers.My-Own.type=external | scorers.My-Own is no name of a scorer, which has lower-case letters, digits and _",
                "scorers.semantic.judges=text | scorers.semantic.judges must be image, as scorers of the type semantic judge"
                        + " nothing else, not text",
                "scorers.theirs.judges=sound | scorers.theirs.judges must be one of text, image, both, not \"sound\"",
                "scorers.praise.batch=0 | scorers.praise.batch must be at least 1, not 0",
                "scorers.praise.timeout=soon | scorers.praise.timeout must be a duration such as 30s, 500ms or PT1M, not \"soon\"",
                "scorers.praise.config.wrods=[] | unknown key scorers.praise.config.wrods; did you mean scorers.praise.config.words?",
                "scorers.accuracy.config.words=[] | unknown key scorers.accuracy.config.words; there are none here",
                "scorers.praise.config.shape.steepness=much | scorers.praise.config.shape.steepness must be a whole number below"
                        + " 2147483648, not \"much\"",
                "scorers.praise.config.shape.steepness=-1 | scorers.praise.config.shape.steepness must be at least 0, not -1",
                "scorers.praise.config.words=null | scorers.praise.config.words must be a list, not empty",
                "scorers.praise.config=3 | scorers.praise.config must be a section with keys of its own, not 3",
                "scorers.semantic.config.top_patches=0 | scorers.semantic.config.top_patches must be from 1 to 16, not 0"
            })
    void shouldSayWhatIsWrongAndWhereItWasSet(String override, String complaint) {
        assertThatThrownBy(() -> load(FILE, override))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("-s " + override + ": " + complaint);
    }

    @Test
    void shouldNameTheNearestKeyOfADeclaration() {
        assertThatThrownBy(() -> load(FILE, "scorers.praise.timout=1s"))
                .hasMessage("-s scorers.praise.timout: unknown key scorers.praise.timout;"
                        + " did you mean scorers.praise.timeout?");
    }

    @Test
    void shouldNameFileAndLine() {
        assertThatThrownBy(() -> load(FILE.replace("steepness: 3", "steepness: -1")))
                .hasMessageContaining("a.yaml:12: scorers.praise.config.shape.steepness must be at least 0, not -1");
        assertThatThrownBy(() -> load(FILE.replace("words:", "wrods:")))
                .hasMessageContaining("a.yaml:10: unknown key scorers.praise.config.wrods");
    }

    @ParameterizedTest
    @CsvSource({
        "scorer.semantic.mode=dense, scorers.semantic.config.mode",
        "scorer.instruction.credit=partial, scorers.instruction.config.credit",
        "scorer.referees=DIR, scorers.NAME.config.referees",
        "scorer.batch=8, scorers.NAME.batch",
        "reward.external=[mine], scorers.NAME.type=external"
    })
    void shouldNameTheNewPlaceOfAFormerSetting(String override, String now) {
        String key = override.substring(0, override.indexOf('='));
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of(override)))
                .hasMessageStartingWith("-s " + key + ": unknown key " + key + "; it is " + now);
    }

    @Test
    void shouldReadWhatARunOfAnEarlierReleaseHasSaved() throws IOException {
        // When
        MillraceConfig config = load(
                """
                scorer:
                  timeout: 10s
                  parallelism: 2
                  max_hanging: 4
                  max_poll_records: 64
                  batch: 16
                  referees: shipped
                  semantic: {mode: dense, top_patches: 1, learning_rate: 0.0}
                  instruction: {credit: partial}
                reward:
                  weights: {chaos: 0.3}
                  external: [chaos]
                """);

        // Then
        assertThat(config.declared("semantic").config())
                .hasToString("SemanticConfig[referees=shipped, mode=DENSE, topPatches=1, learningRate=0.0]");
        assertThat(config.declared("instruction").config().toString()).contains("credit=PARTIAL");
        assertThat(config.declared("knowledge").batch()).isEqualTo(16);
        assertThat(config.declared("accuracy").batch()).isEqualTo(1);
        assertThat(config.declared("chaos").runsElsewhere()).isTrue();
        assertThat(config.warnings()).isEmpty();
    }

    private MillraceConfig load(String yaml, String... overrides) throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), yaml);
        return loader.load(Optional.of(file), List.of(overrides));
    }
}
