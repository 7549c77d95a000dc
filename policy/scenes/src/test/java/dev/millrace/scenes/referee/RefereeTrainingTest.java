package dev.millrace.scenes.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.training.ParameterTrainer;
import java.util.ArrayList;
import java.util.List;
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
        Layout layout = new Layout().scalar("w", 2);
        try (ParameterArrays parameters = layout.initialize(1);
                ParameterTrainer trainer = FEW.trainer(layout, parameters)) {
            // When / Then
            assertThatThrownBy(() -> RefereeTraining.step(
                            trainer, 0.1, manager -> parameters.get("w").mul(manager.create(Float.NaN))))
                    .hasMessage("the loss is NaN");
            assertThat(parameters.get("w").getFloat(0)).isEqualTo(2);
        }
    }

    @Test
    void shouldGoDownhill() {
        // Given
        Layout layout = new Layout().scalar("w", 2);
        try (ParameterArrays parameters = layout.initialize(1);
                ParameterTrainer trainer = FEW.trainer(layout, parameters)) {
            // When
            float loss = 0;
            for (int step = 0; step < 50; step++) {
                loss = RefereeTraining.step(trainer, 0.1, manager -> {
                    NDArray w = parameters.get("w");
                    return w.mul(w).sum();
                });
            }

            // Then
            assertThat(loss).isLessThan(0.5f);
        }
    }
}
