package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CreditMetricsTest {

    @Test
    void shouldSumUpHowAdvantagesWereDistributed() {
        TokenCredit amplified = new TokenCredit(
                Optional.of(dependency(PackedFloats.of(0, 1, 3, 0), PackedFloats.of(0, 0, 0.5f, 0.1f))),
                Optional.of(PackedFloats.of(1, 1.5f, 2, 1)),
                Optional.of(PackedFloats.of(0, 0.6f, 1, 0)),
                Optional.empty());
        TokenCredit guarded =
                new TokenCredit(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("not_measured"));
        Map<String, Double> metrics = new HashMap<>();

        CreditMetrics.add(List.of(trajectory(amplified), trajectory(guarded)), metrics);

        assertThat(metrics)
                .containsEntry("dependency/strong/mean", 1.0)
                .containsEntry("dependency/strong/p95", 3.0)
                .containsEntry("dependency/weak/p95", 0.5)
                .containsEntry("dependency/robust/p95", 1.0)
                .containsEntry("credit/mean_weight", 9.5 / 8)
                .containsEntry("credit/amplified_share", 0.25)
                .containsEntry("credit/guard/not_measured", 1.0);
        assertThat(metrics.get("dependency/weak/mean")).isCloseTo(0.15, within(1e-7));
    }

    @Test
    void shouldSayNothingOfWhatWasNotMeasured() {
        Map<String, Double> metrics = new HashMap<>();

        CreditMetrics.add(List.of(trajectory(TokenCredit.NONE)), metrics);

        assertThat(metrics).isEmpty();
    }

    private static TokenCredit.Dependency dependency(PackedFloats strong, PackedFloats weak) {
        return new TokenCredit.Dependency(strong, weak, new ViewSettings(0.5, 0.05), 1);
    }

    private static TrainableTrajectory trajectory(TokenCredit credit) {
        PackedFloats four = PackedFloats.of(0, 0, 0, 0);
        return new TrainableTrajectory(
                new TrajectoryId(new GroupId("g"), 0),
                Tokens.of(1, 2, 3, 4),
                Optional.empty(),
                four,
                four,
                1,
                0,
                0,
                PackedInts.of(new int[4]),
                FinishReason.EOS,
                1,
                Map.of(),
                credit);
    }
}
