package dev.millrace.models.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.GroupDependency;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledAnswer;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.rollout.TokenDependency;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.TokenValues;
import dev.millrace.policy.text.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that were sampled elsewhere are measured as those that were sampled here. */
class QwenMeasuringTest {

    private static final ViewSettings VIEWS = new ViewSettings(0.5, 0.1);

    private RolloutEngine engine;
    private RolloutRequest request;

    @BeforeEach
    void open(@TempDir Path folder) {
        ModelSource checkpoint = TinyQwen.windowed(folder);
        PolicyFamily family = PolicyFamilies.found().of(checkpoint);
        engine = family.engine(checkpoint, new ComputeSettings(1));
        engine.apply(family.weights(checkpoint, new PolicyVersion(4)));
        request = new RolloutRequest(
                engine.format()
                        .encode("<image>what?", List.of(TinyQwen.image(60, 40, 1)))
                        .orThrow(),
                11);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.7})
    void shouldMeasureGivenAnswersToTheBitAsItsOwn(double temperature) {
        // Given
        DependencySettings asked = new DependencySettings(Divergence.FULL_VOCABULARY, VIEWS);
        SampledGroup sampled = sampled(temperature, asked);

        // When
        GroupDependency measured =
                engine.measure(request, tokens(sampled), temperature, asked).orElseThrow();

        // Then
        assertThat(measured).isEqualTo(sampled.dependency().orElseThrow());
        assertThat(measured.versions()).hasSize(3).containsOnly(new PolicyVersion(4));
        assertThat(engine.description().can(Ability.MEASURES_GIVEN_ANSWERS)).isTrue();
    }

    @Test
    void shouldEstimateGivenAnswersAsItsOwnButForRounding() {
        // Given
        DependencySettings asked = new DependencySettings(Divergence.K3, VIEWS);
        SampledGroup sampled = sampled(0.7, asked);
        List<TokenDependency> own = sampled.dependency().orElseThrow().answers();

        // When
        List<TokenDependency> measured = engine.measure(request, tokens(sampled), 0.7, asked)
                .orElseThrow()
                .answers();

        // Then
        for (int i = 0; i < own.size(); i++) {
            assertClose(measured.get(i).strong(), own.get(i).strong());
            assertClose(measured.get(i).weak(), own.get(i).weak());
        }
        assertThat(own.get(0).strong().at(0)).isPositive();
    }

    private static void assertClose(TokenValues values, TokenValues expected) {
        assertThat(values.length()).isEqualTo(expected.length());
        for (int i = 0; i < values.length(); i++) {
            assertThat(values.at(i)).isCloseTo(expected.at(i), Offset.offset(1e-5f));
        }
    }

    @Test
    void shouldMeasureNothingWithoutAnImage() {
        RolloutRequest text =
                new RolloutRequest(engine.format().encode("what?", List.of()).orThrow(), 11);

        Optional<GroupDependency> measured =
                engine.measure(text, List.of(Tokens.of(5, 6)), 1, new DependencySettings(Divergence.K3, VIEWS));

        assertThat(measured).isEmpty();
    }

    private SampledGroup sampled(double temperature, DependencySettings asked) {
        return engine.sample(List.of(request), new SamplingSettings(3, temperature, 8), Optional.of(asked))
                .groups()
                .get(0);
    }

    private static List<Tokens> tokens(SampledGroup group) {
        return group.answers().stream().map(SampledAnswer::tokens).toList();
    }
}
