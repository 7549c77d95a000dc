package dev.millrace.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.objective.LossKind;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.Proximal;
import dev.millrace.learner.step.MismatchConfig;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.testing.Altered;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LearnerConfigTest {

    @Test
    void shouldWarmUpThenKeepTheRate() {
        ScheduleConfig schedule = new ScheduleConfig(ScheduleConfig.Shape.CONSTANT, 4, 0);

        assertThat(schedule.rate(1, 1, 0)).isEqualTo(0.25);
        assertThat(schedule.rate(1, 4, 0)).isEqualTo(1);
        assertThat(schedule.rate(1, 4000, 0)).isEqualTo(1);
    }

    @Test
    void shouldFallAlongACosineToItsFinalFraction() {
        ScheduleConfig schedule = new ScheduleConfig(ScheduleConfig.Shape.COSINE, 2, 0.1);

        assertThat(schedule.rate(1, 2, 102)).isEqualTo(1);
        assertThat(schedule.rate(1, 53, 102)).isCloseTo(0.55, within(1e-9));
        assertThat(schedule.rate(1, 103, 102)).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void shouldTellSettingsApartThatChangeTheWeights() {
        LearnerConfig defaults = LearnerConfig.defaults();

        assertThat(defaults.digest()).isEqualTo(LearnerConfig.defaults().digest());
        assertThat(withBatch(defaults, 16).digest()).isNotEqualTo(defaults.digest());
    }

    @Test
    void shouldTellOptimizerStepsApart() {
        LearnerConfig defaults = LearnerConfig.defaults();

        assertThat(Altered.of(defaults).with("miniBatches", 2).get().digest()).isNotEqualTo(defaults.digest());
    }

    @Test
    void shouldTrainTheTowerWithWhatElseIsTrained() {
        LearnerConfig tower =
                Altered.of(LearnerConfig.defaults()).with("trainTower", true).get();

        assertThat(tower.training().adaptation()).isEqualTo(new Adaptation.Full(true));
        assertThat(Altered.of(tower).with("train", Train.LORA).get().training().adaptation())
                .isEqualTo(new Adaptation.LowRank(16, 32, false, List.of("all-linear"), true, 0));
    }

    private static LearnerConfig of(LossKind loss) {
        return Altered.of(LearnerConfig.defaults())
                .with(
                        "objective",
                        Altered.of(ObjectiveConfig.defaults())
                                .with("loss", loss)
                                .get())
                .get();
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                wrong(
                        () -> of(LossKind.CISPO),
                        "mini_batches must be 2 or more with objective.loss=cispo: with 1 every ratio"),
                wrong(
                        () -> Altered.of(LearnerConfig.defaults())
                                .with(
                                        "objective",
                                        Altered.of(ObjectiveConfig.defaults())
                                                .with("proximal", Proximal.INTERPOLATED)
                                                .get())
                                .get(),
                        "mini_batches must be 2 or more with objective.proximal=interpolated"),
                wrong(
                        () -> Altered.of(LearnerConfig.defaults())
                                .with("miniBatches", 33)
                                .get(),
                        "mini_batches must be at most batch_groups 32, not 33"),
                wrong(() -> new MismatchConfig(8, 1), "versions must lie between 0 and 7, not 8"),
                wrong(() -> new MismatchConfig(0, 0), "threshold must be above 0, not 0.0"),
                wrong(() -> withBatch(LearnerConfig.defaults(), 0), "batch_groups must be at least 1, not 0"),
                wrong(() -> new OptimizerConfig(0, 0.9, 0.95, 1e-8, 0, 1), "lr must be above 0, not 0.0"),
                wrong(() -> new OptimizerConfig(1, 1, 0.95, 1e-8, 0, 1), "beta1 must be at least 0 and below 1"),
                wrong(() -> new OptimizerConfig(1, 0.9, 0.95, 1e-8, 0, Double.NaN), "max_grad_norm must be above 0"),
                wrong(
                        () -> new ScheduleConfig(ScheduleConfig.Shape.COSINE, -1, 0),
                        "warmup_steps must be at least 0, not -1"),
                wrong(() -> new CheckpointConfig(Path.of("x"), 1, 1, 0, false), "keep must be at least 2, not 1"),
                wrong(
                        () -> new CheckpointConfig(Path.of("x"), 1, 2, -1, false),
                        "keep_best must be at least 0, not -1"),
                wrong(
                        () -> WeightsConfig.unsigned(1 << 21, 1, 1, 1),
                        "chunk_bytes must be at most 1048576, not 2097152"),
                wrong(
                        () -> WeightsConfig.unsigned(1024, 1, 1L << 31, 1),
                        "max_bytes must be at most 2147483639, not 2147483648"),
                wrong(
                        () -> withSchedule(new ScheduleConfig(ScheduleConfig.Shape.COSINE, 0, 0)),
                        "total_steps must be above 0 for a cosine schedule"),
                wrong(
                        () -> withSchedule(new ScheduleConfig(ScheduleConfig.Shape.COSINE, 20, 0)),
                        "total_steps must be above 20 for a cosine schedule"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void shouldNameTheKeyThatIsOutOfRange(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(message);
    }

    private static Arguments wrong(ThrowingCallable making, String message) {
        return Arguments.of(making, message);
    }

    private static LearnerConfig withBatch(LearnerConfig like, int batchGroups) {
        return Altered.of(like).with("batchGroups", batchGroups).get();
    }

    private static LearnerConfig withSchedule(ScheduleConfig schedule) {
        return Altered.of(LearnerConfig.defaults()).with("schedule", schedule).get();
    }
}
