package dev.millrace.models.mot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.LocalEngineFactory;
import dev.millrace.policy.family.NoConfig;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.policy.rollout.HeldRollouts;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MotFamilyTest {

    private static final ModelSource BASE =
            ModelSource.resources(MotFamilyTest.class.getClassLoader(), "dev/millrace/models/mot/base");
    private static final EngineContext CONTEXT = new EngineContext(BASE, new ComputeSettings(1));

    @TempDir
    Path folder;

    @Test
    void shouldTakeCheckpointsThatNameNoFamily() {
        PolicyFamily family = PolicyFamilies.found().of(BASE);

        assertThat(family.name()).isEqualTo("mot");
        assertThat(family.describe(BASE).can(Ability.DRAWS)).isTrue();
        assertThat(family.describe(BASE).vocabulary()).isEqualTo(256);
        assertThat(family.format(BASE).stopIds()).hasSize(1);
    }

    @Test
    void shouldTakeCheckpointsThatNameIt() throws IOException {
        // Given
        String config = new String(BASE.read("config.json"), StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("config.json"), config.replaceFirst("\\{", "{ \"family\": \"mot\","));
        ModelSource named = ModelSource.folder(folder);

        // When
        PolicyFamily family = PolicyFamilies.found().of(named);

        // Then
        assertThat(family.describe(named)).isEqualTo(family.describe(BASE));
    }

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
        PolicyUpdate foreign = PolicyUpdate.full(PolicyVersion.INITIAL, "gemma", base.architecture(), base.tensors());

        try (RolloutEngine engine = RolloutEngineTypes.found().open(LocalEngineFactory.TYPE, new NoConfig(), CONTEXT)) {
            assertThatThrownBy(() -> engine.apply(foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the policy family 'gemma', but there are only [mot, qwen]");
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
