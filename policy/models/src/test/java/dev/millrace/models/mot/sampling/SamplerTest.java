package dev.millrace.models.mot.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.models.mot.model.ResponseBatch;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.scoring.ScoredResponses;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.policy.rollout.FinishReason;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {

    private final PolicyConfig config = PolicyFixture.smallConfig();
    private final Sampler sampler = new Sampler(PolicyFixture.TOKENIZER.special());
    private PolicyWeights weights;

    @BeforeEach
    void initialize() {
        weights = PolicyFixture.sharpWeights(config, 9);
    }

    @AfterEach
    void close() {
        weights.close();
    }

    private List<SamplingRequest> requests(int count) {
        List<SamplingRequest> requests = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            ModelPrompt prompt =
                    number % 3 == 2 ? PolicyFixture.textPrompt(number) : PolicyFixture.prompt(config, number);
            requests.add(new SamplingRequest(prompt, 1000 + number));
        }
        return requests;
    }

    private List<List<Completion>> sample(List<SamplingRequest> requests, SamplingSettings settings) {
        try (WeightsLease lease = weights.lease()) {
            return sampler.sample(lease, requests, settings);
        }
    }

    private ScoredResponses score(List<SamplingRequest> requests, List<List<Completion>> groups, double temperature) {
        PromptRows prompts = new PromptRows(
                config, requests.stream().map(SamplingRequest::prompt).toList());
        List<List<Tokens>> responses = groups.stream()
                .map(group -> group.stream().map(Completion::tokens).toList())
                .toList();
        try (WeightsLease lease = weights.lease()) {
            return TeacherForcing.score(
                    lease,
                    prompts,
                    new ResponseBatch(config, PolicyFixture.TOKENIZER.special(), responses),
                    temperature);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.7, 1.5})
    void shouldReportTheLogProbabilitiesThatTeacherForcingFinds(double temperature) {
        // Given
        List<SamplingRequest> requests = requests(6);

        // When
        List<List<Completion>> groups = sample(requests, new SamplingSettings(4, temperature, 12));

        // Then
        ScoredResponses scored = score(requests, groups, temperature);
        for (int prompt = 0; prompt < 6; prompt++) {
            for (int index = 0; index < 4; index++) {
                Completion completion = groups.get(prompt).get(index);
                assertThat(completion.logProbs().toArray())
                        .containsExactly(scored.logProbs(prompt, index), within(1e-4f));
                assertThat(completion.entropies().toArray())
                        .containsExactly(scored.entropies(prompt, index), within(1e-4f));
            }
        }
    }

    @Test
    void shouldDrawTheSameWhateverElseIsInTheBatch() {
        // Given
        List<SamplingRequest> requests = requests(5);
        List<List<Completion>> together = sample(requests, new SamplingSettings(4, 1, 12));

        // When
        List<List<Completion>> alone = new ArrayList<>();
        for (SamplingRequest request : requests) {
            alone.addAll(sample(List.of(request), new SamplingSettings(2, 1, 12)));
        }

        // Then
        for (int prompt = 0; prompt < 5; prompt++) {
            for (int index = 0; index < 2; index++) {
                assertThat(alone.get(prompt).get(index).tokens())
                        .isEqualTo(together.get(prompt).get(index).tokens());
            }
        }
    }

    @Test
    void shouldRepeatADrawExactly() {
        // Given
        List<List<Completion>> first = sample(requests(3), new SamplingSettings(4, 1, 12));

        // When
        List<List<Completion>> again = sample(requests(3), new SamplingSettings(4, 1, 12));

        // Then
        assertThat(again).isEqualTo(first);
    }

    @Test
    void shouldVaryWithinAGroup() {
        // When
        List<Completion> group =
                sample(requests(1), new SamplingSettings(8, 1, 12)).get(0);

        // Then
        assertThat(group.stream().map(Completion::tokens).distinct()).hasSizeGreaterThan(4);
    }

    @Test
    void shouldTakeTheLikeliestTokenWhenGreedy() {
        // Given
        List<SamplingRequest> requests = requests(2);

        // When
        List<List<Completion>> groups = sample(requests, SamplingSettings.greedy(5));

        // Then no other first token is likelier
        for (int prompt = 0; prompt < 2; prompt++) {
            List<Completion> everyToken = new ArrayList<>();
            for (int id = 0; id < config.vocabulary(); id++) {
                everyToken.add(
                        new Completion(Tokens.of(id), TokenValues.of(0), TokenValues.of(0), FinishReason.LENGTH));
            }
            ScoredResponses scored = score(List.of(requests.get(prompt)), List.of(everyToken), 1);
            float best = groups.get(prompt).get(0).logProbs().at(0);
            for (int id = 0; id < config.vocabulary(); id++) {
                assertThat(scored.logProbs(0, id)[0]).isLessThanOrEqualTo(best + 1e-5f);
            }
        }
    }

    @Test
    void shouldDrawTokensAsOftenAsTheirProbabilitySays() {
        // Given the distribution of the first token of one prompt, and 8,000 draws from it
        SamplingRequest request = requests(1).get(0);
        int draws = 8_000;
        double[] seen = new double[config.vocabulary()];
        double[] expected = new double[config.vocabulary()];

        // When
        for (Completion completion :
                sample(List.of(request), new SamplingSettings(draws, 1, 1)).get(0)) {
            seen[completion.tokens().at(0)]++;
            expected[completion.tokens().at(0)] = Math.exp(completion.logProbs().at(0)) * draws;
        }

        // Then each frequent token lies within five standard deviations
        for (int id = 0; id < seen.length; id++) {
            if (expected[id] > 20) {
                assertThat(seen[id]).isCloseTo(expected[id], within(5 * Math.sqrt(expected[id])));
            }
        }
    }

    @Test
    void shouldEndAtTheEndMarkOrAtTheLimit() {
        // When
        List<Completion> group =
                sample(requests(1), new SamplingSettings(256, 1, 12)).get(0);

        // Then
        int end = PolicyFixture.TOKENIZER.special().endOfSequence();
        assertThat(group).allSatisfy(completion -> {
            int[] ids = completion.tokens().toArray();
            boolean ended = ids[ids.length - 1] == end;
            assertThat(completion.finishReason()).isEqualTo(ended ? FinishReason.END_OF_SEQUENCE : FinishReason.LENGTH);
            assertThat(ended || ids.length == 12).isTrue();
            assertThat(completion.logProbs().length()).isEqualTo(ids.length);
        });
        assertThat(group).extracting(Completion::finishReason).contains(FinishReason.END_OF_SEQUENCE);
    }

    @Test
    void shouldRefuseMoreTokensThanThePolicyAllows() {
        assertThatThrownBy(() -> sample(requests(1), new SamplingSettings(1, 1, 13)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTokens is 13, but the policy allows 12");
    }
}
