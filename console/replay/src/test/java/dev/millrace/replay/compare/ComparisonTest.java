package dev.millrace.replay.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.streams.replay.GroupOutcome;
import dev.millrace.testing.Groups;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final Random random = new Random(1);

    @Test
    void shouldCorrelateRanksAndShareTies() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {10, 20, 30}))
                .isCloseTo(1, within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 2, 3}, new double[] {3, 2, 1}))
                .isCloseTo(-1, within(1e-12));
        // Ranks 0, 1.5, 1.5, 3 against 1, 0, 2, 3: covariance 3, variances 4.5 and 5.
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 3}, new double[] {2, 1, 3, 4}))
                .isCloseTo(3 / Math.sqrt(4.5 * 5), within(1e-12));
        assertThat(RankCorrelation.of(new double[] {1, 1}, new double[] {1, 2})).isNaN();
    }

    @Test
    void shouldFindNothingBetweenEqualSettings() {
        ComparisonBuilder builder = new ComparisonBuilder(3);
        LoggedGroup group = Groups.random("run/0/1", 4, random);
        builder.add(group, advantages(group, 1, -1, 0), advantages(group, 1, -1, 0));

        Comparison comparison = builder.build();

        assertThat(comparison.advantageCorrelation()).isCloseTo(1.0, within(1e-12));
        assertThat(comparison.signFlips()).isZero();
        assertThat(comparison.tokenAdvantageDistance()).isZero();
        assertThat(comparison.differing()).isEmpty();
        assertThat(comparison.mass()).containsKey("colour").allSatisfy((category, mass) -> assertThat(mass.a())
                .isEqualTo(mass.b()));
    }

    @Test
    void shouldCountWhatDiffersAndKeepTheGroupsThatDifferMost() {
        ComparisonBuilder builder = new ComparisonBuilder(2);
        LoggedGroup little = Groups.random("little", 4, random);
        LoggedGroup much = Groups.random("much", 4, random);
        LoggedGroup most = Groups.random("most", 4, random);
        builder.add(little, advantages(little, 1, -1, 0), advantages(little, 1, -1.1, 0.1));
        builder.add(most, advantages(most, 1, -1, 0), advantages(most, -1, 1, 0));
        builder.add(much, advantages(much, 1, -1, 0), advantages(much, 0, 0, 0));
        builder.add(much, advantages(much, 1, -1, 0), new GroupOutcome(null, List.of()));

        Comparison comparison = builder.build();

        assertThat(comparison.groups()).isEqualTo(4);
        assertThat(comparison.trajectories()).isEqualTo(9);
        assertThat(comparison.onlyA()).isEqualTo(3);
        assertThat(comparison.onlyB()).isZero();
        assertThat(comparison.signFlips()).isEqualTo(2);
        assertThat(comparison.signsGained()).isEqualTo(1);
        assertThat(comparison.signsLost()).isEqualTo(2);
        assertThat(comparison.zeroVarianceB()).isEqualTo(1);
        assertThat(comparison.differing()).extracting(GroupDifference::groupId).containsExactly("most", "much");
        assertThat(String.join("\n", ComparisonTable.of(comparison)))
                .contains("most differs by 4.000: <image>What colour?");
    }

    /** The group as if its survivors had these advantages, each token alike. */
    private static GroupOutcome advantages(LoggedGroup group, double... advantages) {
        Experience logged = Objects.requireNonNull(group.getExperience());
        List<ExperienceTrajectory> credited = new ArrayList<>();
        boolean constant = true;
        for (int i = 0; i < advantages.length; i++) {
            constant &= advantages[i] == advantages[0];
            credited.add(
                    ExperienceTrajectory.newBuilder(logged.getTrajectories().get(i))
                            .setReward(advantages[i])
                            .setAdvantage(advantages[i])
                            .setTokenAdvantages(null)
                            .build());
        }
        return new GroupOutcome(
                Experience.newBuilder(logged)
                        .setTrajectories(credited)
                        .setRewardStd(constant ? 0 : 1)
                        .build(),
                List.of());
    }
}
