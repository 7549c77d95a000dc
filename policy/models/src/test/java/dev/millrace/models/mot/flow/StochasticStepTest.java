package dev.millrace.models.mot.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.drawing.FlowKl;
import dev.millrace.policy.drawing.FlowSchedule;
import dev.millrace.policy.drawing.StochasticStep;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The numbers are test vectors computed in float64 from Flow-GRPO's formulas. */
class StochasticStepTest {

    private static final Offset<Double> EXACT = within(1e-10);
    private static final double[] LATENTS = {0.5, -1.0};
    private static final double[] VELOCITY = {0.2, 0.4};
    private static final double[] NOISE = {0.3, -0.6};
    private static final double[] NEXT = {0.51552971011, -1.23025942022};

    private final StochasticStep step = StochasticStep.of(0.8, 0.6, 0.9, 0.7);

    @Test
    void shouldStepAsFlowGrpo() {
        assertThat(step.diffusion()).isEqualTo(1.4, EXACT);
        assertThat(step.deviation()).isEqualTo(0.6260990337, EXACT);
        for (int i = 0; i < LATENTS.length; i++) {
            double mean = step.mean(LATENTS[i], VELOCITY[i]);
            assertThat(mean).isEqualTo(new double[] {0.3277, -0.8546}[i], EXACT);
            assertThat(mean + step.deviation() * NOISE[i]).isEqualTo(NEXT[i], EXACT);
        }
    }

    @Test
    void shouldTakeTheMeanOfTheLogDensityOverDimensions() {
        assertThat(logDensity(VELOCITY)).isEqualTo(-0.563191813609, EXACT);
    }

    @Test
    void shouldGiveTheRatioOfAnotherVelocity() {
        double logRatio = logDensity(new double[] {0.25, 0.35}) - logDensity(VELOCITY);

        assertThat(logRatio).isEqualTo(-0.00914597215894, within(1e-9));
        assertThat(Math.exp(logRatio)).isEqualTo(0.990895725027, within(1e-9));
    }

    private double logDensity(double[] velocity) {
        double squares = 0;
        for (int i = 0; i < LATENTS.length; i++) {
            double distance = (NEXT[i] - step.mean(LATENTS[i], velocity[i])) / step.deviation();
            squares += distance * distance;
        }
        return step.logDensity(squares / LATENTS.length);
    }

    @Test
    void shouldGuardTheFirstStepByTheFirstTimeBelowOne() {
        // Given a step from pure noise
        StochasticStep first = StochasticStep.of(1, 0.9, 0.9, 0.7);

        // Then
        assertThat(first.diffusion()).isEqualTo(2.21359436212, EXACT);
        assertThat(first.deviation()).isEqualTo(0.7, EXACT);
        assertThat(first.mean(0.5, 0.2)).isEqualTo(0.3575, EXACT);
        assertThat(first.mean(-1, 0.4)).isEqualTo(-0.795, EXACT);
    }

    @Test
    void shouldOfferBothFormsOfTheDivergence() {
        // Given velocities that differ by 0.15 in each dimension
        double difference = step.mean(0.5, 0.35) - step.mean(0.5, 0.2);
        double meanSquare = difference * difference;

        assertThat(FlowKl.PUBLISHED.factor(step) * meanSquare).isEqualTo(0.000355873086735, EXACT);
        assertThat(FlowKl.EXACT.factor(step) * meanSquare).isEqualTo(0.00177936543367, EXACT);
    }

    @Test
    void shouldShiftTimesTowardTheNoise() {
        assertThat(FlowSchedule.of(4, 3).toArray()).containsExactly(1, 0.9f, 0.75f, 0.5f, 0);
        assertThat(FlowSchedule.of(4, 1).toArray()).containsExactly(1, 0.75f, 0.5f, 0.25f, 0);
    }

    @Test
    void shouldRefuseWhatIsNoStep() {
        assertThatThrownBy(() -> StochasticStep.of(0.5, 0.5, 0.9, 0.7)).hasMessageContaining("not from 0.5 to 0.5");
        assertThatThrownBy(() -> StochasticStep.of(0.5, 0.4, 0.9, 0)).hasMessageContaining("noise level");
        assertThatThrownBy(() -> FlowSchedule.recorded(new float[] {1, 0.5f, 0.5f, 0}))
                .hasMessageContaining("entry 2 is 0.5 after 0.5");
        assertThatThrownBy(() -> FlowSchedule.recorded(new float[] {0.9f, 0})).hasMessageContaining("from 1 to 0");
    }
}
