package dev.millrace.models.mot.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.checkpoint.CheckpointJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyConfigTest {

    @Test
    void shouldSurviveJson() throws Exception {
        // Given
        PolicyConfig config = PolicyConfig.base(256);
        JsonMapper json = JsonMapper.builder().build();

        // When
        String text = json.writeValueAsString(config);

        // Then
        assertThat(json.readValue(text, PolicyConfig.class)).isEqualTo(config);
        assertThat(text)
                .contains("\"experts\":[\"reasoning\",\"generative\"]")
                .doesNotContain("headSize", "patches", "latentValues", "source");
    }

    @Test
    void shouldSurviveJsonWhereLatentsSeeTheirSource() throws Exception {
        // Given
        PolicyConfig plain = PolicyConfig.base(256);
        PolicyConfig config = plain.withDrawing(plain.requireDrawing().withSource());
        JsonMapper json = JsonMapper.builder().build();

        // When
        String text = json.writeValueAsString(config);

        // Then
        assertThat(text).contains("\"source\":true");
        assertThat(CheckpointJson.read(CheckpointJson.write(plain), PolicyConfig.class, "config.json"))
                .isEqualTo(plain);
        assertThat(json.readValue(text, PolicyConfig.class)).isEqualTo(config).isNotEqualTo(plain);
    }

    @Test
    void shouldNameTheFieldThatIsWrong() {
        assertThatThrownBy(() -> config(0, 32, 2, 16, 8, List.of(Modality.REASONING)))
                .hasMessage("layers must be at least 1, but is 0");
        assertThatThrownBy(() -> config(1, 30, 4, 16, 8, List.of(Modality.REASONING)))
                .hasMessageContaining("width 30 over 4 heads");
        assertThatThrownBy(() -> config(1, 12, 4, 16, 8, List.of(Modality.REASONING)))
                .hasMessageContaining("even head size");
        assertThatThrownBy(() -> config(1, 32, 2, 17, 8, List.of(Modality.REASONING)))
                .hasMessageContaining("imageSize 17 is no multiple of patchSize 8");
        assertThatThrownBy(() -> config(1, 32, 2, 16, 8, List.of(Modality.GENERATIVE)))
                .hasMessageContaining("experts must be distinct and hold 'reasoning'");
        assertThatThrownBy(() -> new PolicyConfig(
                        1,
                        32,
                        2,
                        48,
                        16,
                        8,
                        3,
                        192,
                        12,
                        12,
                        List.of(Modality.REASONING),
                        false,
                        new DrawingConfig(4, 8, null),
                        null))
                .hasMessageContaining("a 'generative' expert if it has 'drawing'");
        assertThatThrownBy(() -> config(1, 32, 2, 16, 8, List.of(Modality.REASONING))
                        .withDrawing(new DrawingConfig(4, 33, null)))
                .hasMessageContaining("drawing.latentSize 33 must not exceed the width 32");
    }

    private static PolicyConfig config(
            int layers, int width, int heads, int imageSize, int patchSize, List<Modality> experts) {
        return new PolicyConfig(
                layers, width, heads, 48, imageSize, patchSize, 3, 192, 12, 12, experts, false, drawing(experts), null);
    }

    private static @Nullable DrawingConfig drawing(List<Modality> experts) {
        return experts.contains(Modality.GENERATIVE) ? new DrawingConfig(4, 8, null) : null;
    }

    @Test
    void shouldGiveEveryExpertItsParameters() {
        // Given
        PolicyConfig config = config(2, 32, 2, 16, 8, List.of(Modality.REASONING, Modality.GENERATIVE));

        // When
        List<String> names =
                ParameterLayout.of(config).stream().map(ParameterSpec::name).toList();

        // Then
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains(
                        "layers.0.experts.reasoning.gate",
                        "layers.1.experts.generative.down",
                        "layers.1.attention.qkv");
        try (PolicyWeights weights = PolicyWeights.initialize(config, 1)) {
            assertThat(weights.toSafetensors().tensors()).containsOnlyKeys(names);
        }
    }

    @Test
    void shouldHaveTheParametersItStates() {
        // When
        long parameters = ParameterLayout.of(PolicyConfig.base(256)).stream()
                .mapToLong(spec -> spec.shape().elements())
                .sum();

        // Then
        assertThat(parameters).isBetween(1_400_000L, 1_500_000L);
    }
}
