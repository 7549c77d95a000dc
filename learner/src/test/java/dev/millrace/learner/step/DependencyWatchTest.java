package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class DependencyWatchTest {

    private static final int STEPS = 60;

    private final Random noise = new Random(11);

    @Test
    void shouldRaiseAnAlarmWhenDependencyGrowsAndTheRewardDoesNot() {
        assertThat(alarmAfter(step -> 0.2 + 0.01 * step, step -> 0.5)).isEqualTo(1);
    }

    @Test
    void shouldBeQuietWhenBothGrow() {
        assertThat(alarmAfter(step -> 0.2 + 0.01 * step, step -> 0.3 + 0.005 * step))
                .isZero();
    }

    @Test
    void shouldBeQuietWhenDependencyDoesNotGrow() {
        assertThat(alarmAfter(step -> 0.4, step -> 0.5)).isZero();
    }

    @Test
    void shouldSayNothingBeforeTheWindowIsFullAndWithoutMeasurements() {
        DependencyWatch watch = new DependencyWatch();
        Map<String, Double> first = metrics(1, 1);
        watch.observe(first);
        Map<String, Double> unmeasured = new HashMap<>(Map.of("reward", 1.0));
        for (int step = 0; step < STEPS; step++) {
            watch.observe(unmeasured);
        }

        assertThat(first).doesNotContainKey(DependencyWatch.ALARM);
        assertThat(unmeasured).doesNotContainKey(DependencyWatch.ALARM);
    }

    private double alarmAfter(IntToDoubleFunction dependency, IntToDoubleFunction reward) {
        DependencyWatch watch = new DependencyWatch();
        Map<String, Double> metrics = Map.of();
        for (int step = 0; step < STEPS; step++) {
            metrics = metrics(dependency.applyAsDouble(step), reward.applyAsDouble(step));
            watch.observe(metrics);
        }
        return Objects.requireNonNull(metrics.get(DependencyWatch.ALARM));
    }

    private Map<String, Double> metrics(double dependency, double reward) {
        return new HashMap<>(Map.of(
                "dependency/strong/mean", dependency + 0.01 * noise.nextGaussian(),
                "reward", reward + 0.02 * noise.nextGaussian()));
    }
}
