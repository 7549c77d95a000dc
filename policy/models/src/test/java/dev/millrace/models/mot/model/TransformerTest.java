package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.scoring.ScoredResponses;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerTest {

    private static final float ROUNDING = 1e-5f;

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private PolicyWeights weights;

    @BeforeEach
    void initialize() {
        weights = PolicyFixture.sharpWeights(config, 5);
    }

    @AfterEach
    void close() {
        weights.close();
    }

    private ScoredResponses score(List<ModelPrompt> prompts, List<List<Tokens>> responses) {
        try (WeightsLease lease = weights.lease()) {
            return TeacherForcing.score(
                    lease,
                    new PromptRows(config, prompts),
                    new ResponseBatch(config, PolicyFixture.TOKENIZER.special(), responses),
                    1);
        }
    }

    private float[] scoreAlone(ModelPrompt prompt, Tokens response) {
        return score(List.of(prompt), List.of(List.of(response))).logProbs(0, 0);
    }

    @Test
    void shouldNotDependOnTheRestOfTheBatch() {
        // Given prompts of different lengths, with and without images, groups and responses of different sizes
        long seed = 3;
        Random random = new Random(seed);
        List<ModelPrompt> prompts = new ArrayList<>(PolicyFixture.prompts(config, 5));
        prompts.add(PolicyFixture.textPrompt(1));
        prompts.add(new ModelPrompt(Tokens.empty(), Optional.of(PolicyFixture.image(config, 99))));
        List<List<Tokens>> groups = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            List<Tokens> group = new ArrayList<>();
            for (int j = 0; j < 1 + i % 4; j++) {
                group.add(PolicyFixture.response(random, config.maxResponseTokens()));
            }
            groups.add(group);
        }

        // When
        ScoredResponses together = score(prompts, groups);

        // Then
        for (int i = 0; i < prompts.size(); i++) {
            for (int j = 0; j < groups.get(i).size(); j++) {
                assertThat(together.logProbs(i, j))
                        .as("prompt %d, response %d, seed %d", i, j, seed)
                        .hasSize(groups.get(i).get(j).length())
                        .containsExactly(
                                scoreAlone(prompts.get(i), groups.get(i).get(j)), within(ROUNDING));
            }
        }
    }

    @Test
    void shouldScoreResponsesThatBeginAlikeAsIfEachWereAlone() {
        // Given
        List<ModelPrompt> prompts = PolicyFixture.prompts(config, 2);
        List<Tokens> group = List.of(Tokens.of(5, 6, 7, 8), Tokens.of(5, 6, 9), Tokens.of(5), Tokens.of(4, 6));

        // When
        ScoredResponses together = score(prompts, List.of(group, group));

        // Then
        for (int prompt = 0; prompt < 2; prompt++) {
            for (int index = 0; index < group.size(); index++) {
                assertThat(together.logProbs(prompt, index))
                        .as("prompt %d, response %d", prompt, index)
                        .containsExactly(scoreAlone(prompts.get(prompt), group.get(index)), within(ROUNDING));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldAgreeWithThePlainReferenceInDouble(boolean tiedHead) {
        // Given parameters that are all random, gains and biases included
        PolicyConfig untied = config;
        PolicyConfig tied = PolicyConfig.answering(2, 32, 2, 48, 16, 8, 3, config.vocabulary(), 12, 12, true);
        PolicyConfig chosen = tiedHead ? tied : untied;
        Map<String, Tensor> tensors = randomised(chosen, 31);
        ReferenceTransformer reference = new ReferenceTransformer(chosen, tensors);
        Random random = new Random(32);
        int answer = PolicyFixture.TOKENIZER.special().answer();
        List<ModelPrompt> prompts =
                List.of(PolicyFixture.prompt(chosen, 0), PolicyFixture.prompt(chosen, 4), PolicyFixture.textPrompt(2));
        List<List<Tokens>> responses = prompts.stream()
                .map(prompt -> List.of(PolicyFixture.response(random, 12), PolicyFixture.response(random, 12)))
                .toList();

        // When
        ScoredResponses scored;
        try (PolicyWeights weightsUnderTest = PolicyWeights.of(chosen, PolicyVersion.INITIAL, tensors);
                WeightsLease lease = weightsUnderTest.lease()) {
            scored = TeacherForcing.score(
                    lease,
                    new PromptRows(chosen, prompts),
                    new ResponseBatch(chosen, PolicyFixture.TOKENIZER.special(), responses),
                    1);
        }

        // Then
        for (int prompt = 0; prompt < prompts.size(); prompt++) {
            for (int index = 0; index < 2; index++) {
                double[] expected = reference.logProbs(
                        prompts.get(prompt), answer, responses.get(prompt).get(index));
                float[] actual = scored.logProbs(prompt, index);
                for (int position = 0; position < expected.length; position++) {
                    assertThat((double) actual[position])
                            .as("prompt %d, response %d, position %d", prompt, index, position)
                            .isCloseTo(expected[position], within(5e-5));
                }
            }
        }
    }

    private static Map<String, Tensor> randomised(PolicyConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, Tensor> tensors = ParameterLayout.initialize(config, seed);
        tensors.replaceAll((name, tensor) -> {
            float[] values = tensor.toFloats();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.1 * random.nextGaussian());
            }
            return Tensor.ofFloats(tensor.shape(), values);
        });
        return tensors;
    }

    @Test
    void shouldNotSeeLaterTokens() {
        // Given
        ModelPrompt prompt = PolicyFixture.prompt(config, 0);

        // When
        float[] one = scoreAlone(prompt, Tokens.of(11, 12, 13, 14));
        float[] other = scoreAlone(prompt, Tokens.of(11, 12, 13, 99));

        // Then
        assertThat(other[3]).isNotEqualTo(one[3]);
        for (int position = 0; position < 3; position++) {
            assertThat(other[position]).isCloseTo(one[position], within(ROUNDING));
        }
    }

    @Test
    void shouldSeeImageQuestionAndEarlierTokens() {
        // Given
        ModelPrompt prompt = PolicyFixture.prompt(config, 0);
        Tokens response = Tokens.of(11, 12, 13);

        // When
        float usual = scoreAlone(prompt, response)[2];
        float otherImage = scoreAlone(prompt.withImage(PolicyFixture.image(config, 77)), response)[2];
        float otherQuestion = scoreAlone(
                new ModelPrompt(PolicyFixture.TOKENIZER.encode("What digit is red?"), prompt.image()), response)[2];
        float otherStart = scoreAlone(prompt, Tokens.of(20, 12, 13))[2];

        // Then
        assertThat(List.of(otherImage, otherQuestion, otherStart))
                .allSatisfy(changed -> assertThat(Math.abs(changed - usual)).isGreaterThan(1e-3f));
    }

    @Test
    void shouldTellTheOrderOfWords() {
        // Given
        ModelPrompt forwards = new ModelPrompt(Tokens.of(60, 61, 62, 63), Optional.empty());
        ModelPrompt backwards = new ModelPrompt(Tokens.of(63, 62, 61, 60), Optional.empty());

        // When
        float one = scoreAlone(forwards, Tokens.of(11))[0];
        float other = scoreAlone(backwards, Tokens.of(11))[0];

        // Then
        assertThat(Math.abs(one - other)).isGreaterThan(1e-3f);
    }

    @Test
    void shouldGiveADistribution() {
        // Given
        ModelPrompt prompt = PolicyFixture.prompt(config, 2);
        List<Tokens> everyToken = new ArrayList<>();
        for (int id = 0; id < config.vocabulary(); id++) {
            everyToken.add(Tokens.of(id));
        }

        // When
        ScoredResponses scored = score(List.of(prompt), List.of(everyToken));

        // Then
        double total = 0;
        double entropy = 0;
        for (int id = 0; id < config.vocabulary(); id++) {
            double logProb = scored.logProbs(0, id)[0];
            total += Math.exp(logProb);
            entropy -= Math.exp(logProb) * logProb;
        }
        assertThat(total).isCloseTo(1, within(1e-5));
        assertThat((double) scored.entropies(0, 0)[0]).isCloseTo(entropy, within(1e-4));
    }
}
