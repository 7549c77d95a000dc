package dev.millrace.policy.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.weights.PolicyUpdate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalEngineTest {

    private static final ModelSource BASE =
            ModelSource.resources(LocalEngineTest.class.getClassLoader(), "dev/millrace/policy/base");
    private static final EngineContext CONTEXT = new EngineContext(BASE, new ComputeSettings(1));

    @Test
    void shouldServeTheFamilyOfItsFirstWeights() {
        try (RolloutEngine engine = RolloutEngineTypes.found().open(LocalEngineFactory.TYPE, new NoConfig(), CONTEXT)) {
            // Given
            assertThat(engine.version()).isEmpty();
            PolicyFamily family = PolicyFamilies.found().of(BASE);

            // When
            engine.apply(family.weights(BASE, new PolicyVersion(4)));

            // Then
            assertThat(engine.version()).contains(new PolicyVersion(4));
            assertThat(engine.description()).isEqualTo(family.describe(BASE));
            RolloutRequest question = new RolloutRequest(
                    engine.format()
                            .encode("what is the sum of the digits ?", List.of())
                            .orThrow(),
                    1);
            try (HeldRollouts held = engine.hold()) {
                SampledGroup group = held.sample(List.of(question), SamplingSettings.greedy(32), Optional.empty())
                        .groups()
                        .get(0);
                assertThat(group.answers().get(0).text())
                        .isEqualTo(engine.format().decode(group.answers().get(0).tokens()))
                        .isNotBlank();
            }
        }
    }

    @Test
    void shouldNameTheKnownFamiliesWhereTheWeightsAreOfAnother() {
        PolicyUpdate base = PolicyFamilies.found().of(BASE).weights(BASE, PolicyVersion.INITIAL);
        PolicyUpdate foreign = PolicyUpdate.full(PolicyVersion.INITIAL, "qwen", base.architecture(), base.tensors());

        try (RolloutEngine engine = new LocalEngine(PolicyFamilies.found(), CONTEXT)) {
            assertThatThrownBy(() -> engine.apply(foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the policy family 'qwen', but there are only [mot]");
            assertThat(engine.version()).isEmpty();
        }
    }

    @Test
    void shouldNameTheKnownTypesWhereAnotherIsAskedFor() {
        assertThatThrownBy(() -> RolloutEngineTypes.found().open("htp", new NoConfig(), CONTEXT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no type of engines htp, but only [local]");
    }
}
