package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.mot.PolicyFixture;
import dev.millrace.models.mot.scoring.TeacherForcing;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MixtureTest {

    private final PolicyConfig single = PolicyFixture.smallConfig();
    private final PolicyConfig mixture = single.withMixture(new MixtureConfig(4, 2));

    @Test
    void shouldEqualASingleExpertWhenAllExpertsAreTheSame() {
        // Given the weights of one expert, and a mixture of four copies of it under a random router
        Map<String, Tensor> one = ParameterLayout.initialize(single, 3);
        Map<String, Tensor> four = new TreeMap<>(ParameterLayout.initialize(mixture, 3));
        one.forEach((name, tensor) -> {
            if (name.contains("experts.reasoning.")) {
                for (int number = 0; number < 4; number++) {
                    four.put(name.replace("reasoning.", "reasoning." + number + "."), tensor);
                }
            } else {
                four.put(name, tensor);
            }
        });

        // Then both say the same
        assertThat(logProbs(mixture, four)).usingComparatorWithPrecision(1e-5f).containsExactly(logProbs(single, one));
    }

    private static float[] logProbs(PolicyConfig config, Map<String, Tensor> tensors) {
        Random random = new Random(8);
        List<Tokens> responses = List.of(PolicyFixture.response(random, 12), PolicyFixture.response(random, 12));
        try (PolicyWeights weights = PolicyWeights.of(config, PolicyVersion.INITIAL, tensors);
                WeightsLease lease = weights.lease();
                NoGradScope scope = NoGradScope.open()) {
            return TeacherForcing.score(
                            lease.transformer(),
                            scope.manager(),
                            new PromptRows(config, List.of(PolicyFixture.prompt(config, 1))),
                            new ResponseBatch(config, PolicyFixture.TOKENIZER.special(), List.of(responses)),
                            1)
                    .logProbs()
                    .toFloatArray();
        }
    }

    @Test
    void shouldMeasureHowEvenlyExpertsAreUsed() {
        try (NoGradScope scope = NoGradScope.open()) {
            // Given routers that use two experts alike, and only one of two
            NDArray even = scope.manager().create(new float[][] {{0.9f, 0.1f}, {0.1f, 0.9f}});
            NDArray evenChoice = scope.manager().create(new float[][] {{1, 0}, {0, 1}});
            NDArray uneven = scope.manager().create(new float[][] {{0.9f, 0.1f}, {0.9f, 0.1f}});
            NDArray unevenChoice = scope.manager().create(new float[][] {{1, 0}, {1, 0}});
            LoadBalance balanced = new LoadBalance();
            LoadBalance unbalanced = new LoadBalance();

            // When
            balanced.add(even, evenChoice, 1);
            unbalanced.add(uneven, unevenChoice, 1);

            // Then
            assertThat(balanced.loss(scope.manager()).getFloat()).isCloseTo(1, within(1e-6f));
            assertThat(unbalanced.loss(scope.manager()).getFloat()).isCloseTo(1.8f, within(1e-6f));
            assertThat(new LoadBalance().loss(scope.manager()).getFloat()).isZero();
        }
    }

    @Test
    void shouldRefuseWhatIsNoMixture() {
        assertThatThrownBy(() -> new MixtureConfig(1, 1)).hasMessageContaining("mixture.experts must be at least 2");
        assertThatThrownBy(() -> new MixtureConfig(4, 5)).hasMessageContaining("from 1 to mixture.experts (4)");
    }
}
