package dev.millrace.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AdamWTest {

    private static final AdamWSettings SETTINGS = new AdamWSettings(0.9, 0.95, 1e-8, 0.1);

    @Test
    void shouldFollowTheFormulaInDouble() {
        // Given
        double[] decayed = {0.5, -1.5, 2};
        double[] plain = decayed.clone();
        double[] m = new double[3];
        double[] v = new double[3];
        long seed = 17;
        Random random = new Random(seed);
        try (NoGradScope scope = NoGradScope.open()) {
            NDArray a = scope.manager().create(new float[] {0.5f, -1.5f, 2});
            NDArray b = scope.manager().create(new float[] {0.5f, -1.5f, 2});
            try (AdamW optimizer = new AdamW(SETTINGS, Map.of("a", a, "b", b), Set.of("a"))) {
                for (int t = 1; t <= 50; t++) {
                    double rate = 0.01 / t;
                    float[] g = {(float) random.nextGaussian(), (float) random.nextGaussian(), 1e-6f};

                    // When
                    NDArray gradient = scope.manager().create(g);
                    optimizer.step(rate, Map.of("a", gradient, "b", gradient));

                    for (int i = 0; i < 3; i++) {
                        m[i] = 0.9 * m[i] + 0.1 * g[i];
                        v[i] = 0.95 * v[i] + 0.05 * g[i] * g[i];
                        double mean = m[i] / (1 - Math.pow(0.9, t));
                        double root = Math.sqrt(v[i] / (1 - Math.pow(0.95, t)));
                        double change = rate * mean / (root + 1e-8);
                        decayed[i] = decayed[i] * (1 - rate * 0.1) - change;
                        plain[i] -= change;
                    }
                }
            }

            // Then
            for (int i = 0; i < 3; i++) {
                assertThat((double) a.getFloat(i)).as("seed %d", seed).isCloseTo(decayed[i], within(2e-6));
                assertThat((double) b.getFloat(i)).as("seed %d", seed).isCloseTo(plain[i], within(2e-6));
            }
        }
    }

    @Test
    void shouldGoOnExactlyFromASavedState() {
        try (NoGradScope scope = NoGradScope.open()) {
            // Given
            NDArray uninterrupted = scope.manager().create(new float[] {1, 2});
            NDArray gradient = scope.manager().create(new float[] {0.3f, -0.7f});
            AdamW first = new AdamW(SETTINGS, Map.of("p", uninterrupted), Set.of("p"));
            first.step(0.1, Map.of("p", gradient));
            NDArray resumed = scope.manager().create(uninterrupted.toFloatArray());
            Map<String, Tensor> state = Tensor.copiesOf(first.state());

            // When
            AdamW second = new AdamW(SETTINGS, Map.of("p", resumed), Set.of("p"));
            second.loadState(state);
            first.step(0.1, Map.of("p", gradient));
            second.step(0.1, Map.of("p", gradient));

            // Then
            assertThat(resumed.toFloatArray()).containsExactly(uninterrupted.toFloatArray());
            assertThat(Tensor.copiesOf(second.state())).isEqualTo(Tensor.copiesOf(first.state()));
            assertThat(second.steps()).isEqualTo(2);
            first.close();
            second.close();
        }
    }

    @Test
    void shouldRefuseAStateOfAnotherModel() {
        try (NoGradScope scope = NoGradScope.open();
                AdamW optimizer =
                        new AdamW(SETTINGS, Map.of("p", scope.manager().create(new float[] {1, 2})), Set.of())) {
            // Given
            Map<String, Tensor> state = new TreeMap<>(Tensor.copiesOf(optimizer.state()));
            state.put("second.p", Tensor.ofFloats(TensorShape.of(3), 0, 0, 0));

            // Then
            assertThatThrownBy(() -> optimizer.loadState(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'second.p' has shape [3], but [2] is needed");
            state.remove("second.p");
            assertThatThrownBy(() -> optimizer.loadState(state))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lacks tensor 'second.p'");
        }
    }
}
