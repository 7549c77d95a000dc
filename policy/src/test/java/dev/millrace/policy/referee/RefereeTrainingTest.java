package dev.millrace.policy.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.training.AdamWSettings;
import dev.millrace.policy.training.NetworkTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RefereeTrainingTest {

    private static final RefereeTraining FEW = new RefereeTraining(6, 8, 3e-3, 5);

    @Test
    void shouldMakeTheSameReaderOfTheSameSettings() throws InterruptedException {
        // Given
        List<Double> losses = new ArrayList<>();

        // When
        RefereeWeights one = ReaderTraining.run(FEW, (step, loss) -> losses.add(loss));
        RefereeWeights again = ReaderTraining.run(FEW, (step, loss) -> {});

        // Then
        assertThat(one.digest()).isEqualTo(again.digest());
        assertThat(losses).hasSize(6).allMatch(Double::isFinite);
        assertThat(losses.get(5)).isLessThan(losses.get(0));
    }

    @Test
    void shouldMakeTheSameDualEncoderOfTheSameSettings() throws InterruptedException {
        RefereeTraining three = new RefereeTraining(3, 6, 2e-3, 5);

        assertThat(DualEncoderTraining.run(three, (step, loss) -> {}).digest())
                .isEqualTo(DualEncoderTraining.run(three, (step, loss) -> {}).digest());
    }

    @Test
    void shouldStopWhenInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> ReaderTraining.run(FEW, (step, loss) -> {})).isInstanceOf(InterruptedException.class);
    }

    @Test
    void shouldNotStepOnALossThatIsNotFinite() {
        // Given
        Map<String, Tensor> weights = Map.of("w", Tensor.ofFloats(TensorShape.of(1), 2));
        try (NetworkTrainer trainer = new NetworkTrainer(weights, Set.of(), AdamWSettings.DEFAULT, 1)) {
            // When / Then
            assertThatThrownBy(() -> trainer.step(
                            0.1, manager -> trainer.parameters().get("w").mul(manager.create(Float.NaN))))
                    .hasMessage("the loss is NaN");
            assertThat(trainer.parameters().get("w").getFloat(0)).isEqualTo(2);
        }
    }

    @Test
    void shouldGoDownhill() {
        // Given
        Map<String, Tensor> weights = Map.of("w", Tensor.ofFloats(TensorShape.of(1), 2));
        try (NetworkTrainer trainer = new NetworkTrainer(weights, Set.of(), AdamWSettings.DEFAULT, 1)) {
            // When
            float loss = 0;
            for (int step = 0; step < 50; step++) {
                loss = trainer.step(0.1, manager -> {
                    var w = trainer.parameters().get("w");
                    return w.mul(w).sum();
                });
            }

            // Then
            assertThat(loss).isLessThan(0.5f);
        }
    }
}
