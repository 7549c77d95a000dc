package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.LogProbMode;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenFilters;
import dev.millrace.policy.text.Tokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sampling with filters and stop texts, by a tokenizer whose tokens are single bytes. */
class QwenSamplingTest {

    private static final ComputeSettings COMPUTE = new ComputeSettings(1);
    private static final long SEED = 11;

    private PolicyFamily family;
    private ModelSource checkpoint;
    private RolloutEngine engine;
    private PolicyInput input;

    @BeforeEach
    void open(@TempDir Path folder) {
        checkpoint = TinyQwen.deepstack(folder);
        family = PolicyFamilies.found().of(checkpoint);
        engine = family.engine(checkpoint, COMPUTE);
        engine.apply(family.weights(checkpoint, PolicyVersion.INITIAL));
        input = engine.format().encode("what?", List.of()).orThrow();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void shouldDrawOnlyFromTheLikeliestTokensThatAreKept() {
        // Given the likeliest first tokens of very many answers
        Map<Integer, Double> all = firstTokens(new SamplingSettings(1500, 0.8, 1));
        List<Integer> ordered = all.keySet().stream()
                .sorted(Comparator.comparing((Integer id) -> -all.getOrDefault(id, Double.NaN)))
                .toList();
        assertThat(all.values().stream().mapToDouble(Math::exp).sum()).isCloseTo(1, Offset.offset(0.05));

        // When others are drawn from some of them
        Set<Integer> byNumber =
                firstTokens(filtered(new TokenFilters(1, 4, 0, List.of()))).keySet();
        Set<Integer> byMass =
                firstTokens(filtered(new TokenFilters(0.3, 0, 0, List.of()))).keySet();
        Set<Integer> byRatio =
                firstTokens(filtered(new TokenFilters(1, 0, 0.4, List.of()))).keySet();

        // Then
        assertThat(byNumber).containsExactlyInAnyOrderElementsOf(ordered.subList(0, 4));
        int within = 1;
        for (double mass = Math.exp(all.getOrDefault(ordered.get(0), Double.NaN)); mass < 0.3; within++) {
            mass += Math.exp(all.getOrDefault(ordered.get(within), Double.NaN));
        }
        assertThat(byMass).containsExactlyInAnyOrderElementsOf(ordered.subList(0, within));
        double least = all.getOrDefault(ordered.get(0), Double.NaN) + Math.log(0.4);
        assertThat(byRatio)
                .containsExactlyInAnyOrderElementsOf(ordered.stream()
                        .filter(id -> all.getOrDefault(id, Double.NaN) >= least)
                        .toList());
    }

    @Test
    void shouldGiveTheLogProbabilitiesThatALearnerCanComputeWhateverIsFiltered() {
        // Given answers from few tokens
        SamplingSettings settings =
                new SamplingSettings(4, 0.7, 9, new TokenFilters(0.6, 20, 0.01, List.of("e")), List.of());
        List<SampledAnswer> answers = sample(settings);

        // When they are evaluated in training
        TrainingSettings training =
                new TrainingSettings(AdamWSettings.DEFAULT, 1.0, true, false, Adaptation.FULL, true);
        float[] logProbs;
        try (TrainablePolicy policy = family.trainable(checkpoint, COMPUTE, training)) {
            List<Tokens> tokens = answers.stream().map(SampledAnswer::tokens).toList();
            logProbs = policy.reference(
                    new AnswerBatch(List.of(new AnswerBatch.Group(input, Optional.empty(), tokens)), 0.7, 1));
        }

        // Then
        int at = 0;
        for (SampledAnswer answer : answers) {
            assertThat(answer.by().logProbs()).isEqualTo(LogProbMode.TEMPERED);
            for (int i = 0; i < answer.logProbs().length(); i++) {
                assertThat(logProbs[at++]).isCloseTo(answer.logProbs().at(i), Offset.offset(2e-5f));
            }
        }
        assertThat(logProbs).hasSize(at);
    }

    @Test
    void shouldDrawTheSameTokensWhereAFilterKeepsAll() {
        List<SampledAnswer> plain = sample(new SamplingSettings(6, 1.5, 12));

        List<SampledAnswer> kept =
                sample(new SamplingSettings(6, 1.5, 12, new TokenFilters(1, 100_000, 0, List.of()), List.of()));

        assertThat(kept).extracting(SampledAnswer::tokens).isEqualTo(tokens(plain));
    }

    @Test
    void shouldNeverSayABadWord() {
        // Given a word of two tokens that is said, and one token of it that is said elsewhere
        List<SampledAnswer> before = sample(new SamplingSettings(64, 0.6, 12));
        String word = before.stream()
                .map(SampledAnswer::text)
                .flatMap(text -> Arrays.stream(text.split("[^!-~]+")))
                .filter(run -> run.length() >= 2)
                .findFirst()
                .orElseThrow()
                .substring(0, 2);

        // When
        List<SampledAnswer> after =
                sample(new SamplingSettings(64, 0.6, 12, new TokenFilters(1, 0, 0, List.of(word)), List.of()));

        // Then
        assertThat(before).anyMatch(answer -> answer.text().contains(word));
        assertThat(after).noneMatch(answer -> answer.text().contains(word));
        assertThat(after).anyMatch(answer -> answer.text().contains(word.substring(1)));
    }

    @Test
    void shouldSayTheNextBestWhereTheBestIsBadAndAllElseHasNoProbability() {
        // Given what is said first where it is cold, as a printed character
        double cold = 1e-5;
        String best = sample(new SamplingSettings(1, cold, 12)).get(0).text().replaceAll("(?s).*?([!-~]).*", "$1");
        assertThat(best).hasSize(1);

        // When it is a bad word
        List<SampledAnswer> after =
                sample(new SamplingSettings(8, cold, 12, new TokenFilters(1, 0, 0, List.of(best)), List.of()));

        // Then
        assertThat(after).noneMatch(answer -> answer.text().contains(best));
    }

    @Test
    void shouldEndWhereAStopTextIsSaidAcrossTokens() {
        // Given an answer, and two characters within it
        SamplingSettings plain = new SamplingSettings(8, 0.6, 24);
        List<SampledAnswer> before = sample(plain);
        SampledAnswer longest = before.stream()
                .max(Comparator.comparing(answer -> answer.text().length()))
                .orElseThrow();
        String stop = longest.text().replaceAll("(?s).*?([!-~]{2}).*", "$1");
        assertThat(stop).hasSize(2);

        // When they end it
        List<SampledAnswer> after =
                sample(new SamplingSettings(8, 0.6, 24, TokenFilters.NONE, List.of("never said", stop)));

        // Then the text ends before them, the tokens with them
        for (int i = 0; i < before.size(); i++) {
            SampledAnswer whole = before.get(i);
            SampledAnswer cut = after.get(i);
            int at = whole.text().indexOf(stop);
            if (at < 0) {
                assertThat(cut.tokens()).isEqualTo(whole.tokens());
                assertThat(cut.text()).isEqualTo(whole.text());
                continue;
            }
            assertThat(cut.text()).isEqualTo(whole.text().substring(0, at));
            assertThat(cut.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(cut.stopText()).contains(stop);
            assertThat(engine.format().decode(cut.tokens())).isEqualTo(cut.text() + stop);
        }
        assertThat(after).anyMatch(answer -> answer.finishReason() == FinishReason.STOP);
    }

    @Test
    void shouldRefuseFiltersThatKeepNothing() {
        assertThatThrownBy(() -> new TokenFilters(0, 0, 0, List.of())).hasMessageStartingWith("top_p must be above 0");
        assertThatThrownBy(() -> new TokenFilters(1, -1, 0, List.of())).hasMessageStartingWith("top_k must be 0");
        assertThatThrownBy(() -> new TokenFilters(1, 0, 1, List.of())).hasMessageStartingWith("min_p must be");
        assertThatThrownBy(() -> new TokenFilters(1, 0, 0, List.of(" "))).hasMessageStartingWith("bad_words must");
    }

    private static SamplingSettings filtered(TokenFilters filters) {
        return new SamplingSettings(400, 0.8, 1, filters, List.of());
    }

    private List<SampledAnswer> sample(SamplingSettings settings) {
        return engine.sample(List.of(new RolloutRequest(input, SEED)), settings, Optional.empty())
                .groups()
                .get(0)
                .answers();
    }

    private static List<Tokens> tokens(List<SampledAnswer> answers) {
        return answers.stream().map(SampledAnswer::tokens).toList();
    }

    /** The log-probability of each first token that was drawn. */
    private Map<Integer, Double> firstTokens(SamplingSettings settings) {
        return sample(settings).stream()
                .collect(Collectors.toMap(
                        answer -> answer.tokens().at(0),
                        answer -> (double) answer.logProbs().at(0),
                        (one, other) -> one,
                        TreeMap::new));
    }
}
