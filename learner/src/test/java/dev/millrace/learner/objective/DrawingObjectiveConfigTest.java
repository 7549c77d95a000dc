package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.flow.FlowKl;
import dev.millrace.policy.flow.FlowPath;
import dev.millrace.policy.flow.FlowSchedule;
import org.junit.jupiter.api.Test;

class DrawingObjectiveConfigTest {

    private static final int STEPS = 4;

    /** Steps 0 to 3 of 10, of latents of one value. */
    private final FlowPath path =
            new FlowPath(FlowSchedule.of(10, 1), 0, new float[STEPS + 1], new float[STEPS], 0.7, 1);

    @Test
    void shouldWeighStepsByThePowerOfTheirDeviation() {
        double[] weights = withPower(2).stepWeights(path);

        for (int step = 1; step < STEPS; step++) {
            double ratio = path.step(step).deviation() / path.step(0).deviation();
            assertThat(weights[step] / weights[0]).isCloseTo(ratio * ratio, within(1e-12));
        }
        assertThat(weights[0] + weights[1] + weights[2] + weights[3]).isCloseTo(STEPS, within(1e-12));
        assertThat(weights[0]).isGreaterThan(weights[3]);
    }

    @Test
    void shouldWeighAllStepsAlikeWithoutAPower() {
        assertThat(withPower(0).stepWeights(path)).containsOnly(1);
    }

    @Test
    void shouldRefuseAPowerOutOfRange() {
        assertThatThrownBy(() -> withPower(-1)).hasMessage("noise_power must be from 0 to 4, not -1.0");
        assertThatThrownBy(() -> withPower(Double.NaN)).hasMessageContaining("noise_power");
    }

    private static DrawingObjectiveConfig withPower(double power) {
        return new DrawingObjectiveConfig(1e-4, 1e-4, 0, FlowKl.EXACT, power);
    }
}
