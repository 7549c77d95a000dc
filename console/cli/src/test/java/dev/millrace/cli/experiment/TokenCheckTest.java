package dev.millrace.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.TokenizerText;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reshaping.ReshapingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCheckTest {

    private static final WordTokenizer TOKENIZER = WordTokenizer.builtIn();

    @TempDir
    private Path folder;

    @Test
    void shouldHoldAmplifiedTokensToTheScene() {
        // Given an answer of which red, 5, the comma and the digit behind the thinking depend on the image
        Tokens tokens = TOKENIZER.encode("<think> red 3 , blue 5 </think> 5");
        TokenValues strong = TokenValues.of(0, 1, 0, 1, 0.1f, 1, 0, 1);
        SceneTruth truth = new SceneTruth(Map.of("p", Set.of("red", "3", "blue", "8")));

        // When
        TokenCounts counts = new TokenCheck(new TokenizerText(TOKENIZER), truth)
                .check(Reshaper.of(ReshapingConfig.of("prpo")), answers(tokens, strong));

        // Then red and 5 are hits, and only red is there
        assertThat(counts).isEqualTo(new TokenCounts(1, 8, 4, 4, 2, 1));
        assertThat(counts.precision()).isEqualTo(0.5);
        assertThat(counts.recall()).isEqualTo(0.5);
        assertThat(counts.baseRate()).isEqualTo(0.5);
    }

    @Test
    void shouldAmplifyNothingWithoutAReshaper() {
        Tokens tokens = TOKENIZER.encode("<think> red 3 </think> 3");

        TokenCounts counts = new TokenCheck(new TokenizerText(TOKENIZER), new SceneTruth(Map.of()))
                .check(Reshaper.of(ReshapingConfig.of("none")), answers(tokens, TokenValues.of(0, 1, 1, 0, 0)));

        assertThat(counts).isEqualTo(new TokenCounts(1, 5, 2, 0, 0, 0));
        assertThat(counts.precision()).isZero();
    }

    @Test
    void shouldReadScenesOfADataSet() throws IOException {
        Path file = Files.writeString(
                folder.resolve("rows.jsonl"),
                """
                {"id":"a","problem":"p","answer":"2","scene":[{"digit":2,"color":"white","row":1,"column":1}]}
                {"id":"b","problem":"p","answer":"2"}
                """);

        SceneTruth truth = SceneTruth.ofFile(file, DataConfig.defaults());

        assertThat(truth.shows("a", "2")).isTrue();
        assertThat(truth.shows("a", "white")).isTrue();
        assertThat(truth.shows("a", "red")).isFalse();
        assertThat(truth.shows("b", "2")).isFalse();
    }

    @Test
    void shouldKnowTheScenesThatAreHeldOut() {
        SceneTruth truth = SceneTruth.ofHeldOutScenes(14);

        assertThat(truth.words()).hasSize(14).containsKey("held-out-0");
        assertThat(truth.words().values()).allSatisfy(words -> assertThat(words).hasSizeGreaterThanOrEqualTo(2));
    }

    private static MeasuredAnswers answers(Tokens tokens, TokenValues strong) {
        TokenValues zeros = TokenValues.of(new float[tokens.length()]);
        SampledAnswer answer = new SampledAnswer(
                tokens,
                zeros,
                Optional.of(zeros),
                TokenVersions.all(PolicyVersion.INITIAL, tokens.length()),
                TOKENIZER.decode(tokens),
                FinishReason.END_OF_SEQUENCE);
        GroupDependency measured = new GroupDependency(
                1,
                new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.5, 0.05)),
                PolicyVersion.INITIAL,
                List.of(new TokenDependency(strong, zeros)));
        return new MeasuredAnswers(
                List.of(new MeasuredAnswers.Group("p", new SampledGroup(List.of(answer), Optional.of(measured)))));
    }
}
