package dev.millrace.streams.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.reshaping.Combiner;
import dev.millrace.streams.reshaping.EntropyConfig;
import dev.millrace.streams.reshaping.PgpoConfig;
import dev.millrace.streams.reshaping.PrpoConfig;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reshaping.TokenMeasures;
import dev.millrace.streams.reshaping.VppoConfig;
import dev.millrace.streams.reward.Normalization;
import dev.millrace.streams.reward.RequiredScorers;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CreditAssignmentTest {

    private static final GroupId GROUP = new GroupId("run/0/7");
    private static final List<RewardedTrajectory> REWARDED =
            List.of(rewarded(0, 5, 1.0), rewarded(2, 3, 0.0), rewarded(5, 9, 0.5), rewarded(6, 1, 0.0));

    @Test
    void shouldCreditAGroup() {
        GroupCredit credit = new CreditAssignment(DemoCredit.settings()).assign(GROUP, REWARDED);

        assertThat(credit.rewardMean()).isEqualTo(0.375);
        assertThat(credit.rewardStd()).isCloseTo(0.478713553878, within(1e-12));
        assertThat(credit.zeroVariance()).isFalse();
        assertThat(credit.trajectories()).extracting(CreditedTrajectory::index).containsExactly(0, 2, 5, 6);
        assertThat(credit.trajectories().get(0).advantage()).isCloseTo(1.30530974935, within(1e-9));
    }

    @Test
    void shouldKeepRewardAndAdvantageTogetherUnderShuffle() {
        GroupCredit plain = new CreditAssignment(DemoCredit.settings()).assign(GROUP, REWARDED);
        GroupCredit shuffled = new CreditAssignment(with(RewardControl.SHUFFLE)).assign(GROUP, REWARDED);

        assertThat(shuffled.trajectories())
                .extracting(CreditedTrajectory::reward)
                .containsExactlyInAnyOrder(1.0, 0.0, 0.5, 0.0);
        for (CreditedTrajectory trajectory : shuffled.trajectories()) {
            double expected = plain.trajectories().stream()
                    .filter(other -> other.reward() == trajectory.reward())
                    .findFirst()
                    .orElseThrow()
                    .advantage();
            assertThat(trajectory.advantage()).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void shouldDigestTheMeaningOfTheSettings() {
        Map<String, Double> oneOrder = new LinkedHashMap<>();
        oneOrder.put("format", 0.2);
        oneOrder.put("accuracy", 1.0);
        RewardConfig defaults = DemoCredit.config();
        defaults.weights().forEach((scorer, weight) -> oneOrder.putIfAbsent(scorer, weight));
        RewardConfig spelledOut = new RewardConfig(
                oneOrder,
                new RequiredScorers(List.of("format", "accuracy"), List.of("semantic", "knowledge", "instruction")),
                RewardControl.NONE,
                Normalization.NORMALIZE_THEN_SUM,
                Map.of());

        assertThat(DemoCredit.settings().digest())
                .as("experience of earlier releases states this digest")
                .isEqualTo("4e4e37c5f4a0d860406079a31d6dca829738868dd991dae7047b2f7aa1dd65a3");
        assertThat(new CreditSettings(
                                DemoCredit.terms(spelledOut), AdvantageConfig.defaults(), ReshapingConfig.defaults())
                        .digest())
                .hasSize(64)
                .isEqualTo(DemoCredit.settings().digest())
                .isNotEqualTo(with(RewardControl.SHUFFLE).digest());
    }

    @Test
    void shouldDigestWhatTheReshaperReadsAndNothingElse() {
        CreditSettings plain = reshapedWith("none", PrpoConfig.defaults());
        PrpoConfig other = new PrpoConfig(2, 0.4, 1, Combiner.ROBUST, 0.1, 0.05, false);

        assertThat(reshapedWith("none", other).digest()).isEqualTo(plain.digest());
        assertThat(reshapedWith("prpo", PrpoConfig.defaults()).digest()).isNotEqualTo(plain.digest());
        assertThat(reshapedWith("prpo", other).digest())
                .isNotEqualTo(reshapedWith("prpo", PrpoConfig.defaults()).digest());
    }

    private static CreditSettings reshapedWith(String method, PrpoConfig prpo) {
        return new CreditSettings(
                DemoCredit.reward(),
                AdvantageConfig.defaults(),
                new ReshapingConfig(
                        method, prpo, VppoConfig.defaults(), PgpoConfig.defaults(), EntropyConfig.defaults()));
    }

    /** The inputs are those of section B of the project's vectors: two groups of four, three scorers. */
    @Test
    void shouldNormalizeEachScorerAndThenSumAsGdpoDoesBeforeItsBatch() {
        assertThat(advantagesOfTheVectors(Normalization.NORMALIZE_THEN_SUM))
                .containsExactly(
                        new double[] {
                            1.72445342702,
                            -2.68596608186,
                            -1.34663175718,
                            2.30814441202,
                            -1.25770459879,
                            1.00574259243,
                            -2.00554263242,
                            2.25750463878
                        },
                        within(1e-9));
    }

    @Test
    void shouldSumAndThenNormalize() {
        assertThat(advantagesOfTheVectors(Normalization.SUM_THEN_NORMALIZE))
                .containsExactly(
                        new double[] {
                            0.875143012203,
                            -0.984535888728,
                            -0.738401916546,
                            0.847794793072,
                            0.176327166687,
                            0.528981500062,
                            -1.45701921947,
                            0.751710552719
                        },
                        within(1e-9));
    }

    private static double[] advantagesOfTheVectors(Normalization normalization) {
        double[] semantic = {0.61, 0.55, 0.58, 0.64, 0.4, 0.44, 0.42, 0.46};
        double[] instruction = {1, 0, 0, 1, 1, 1, 0, 1};
        double[] knowledge = {0.9, 0.3, 0.6, 0.8, 0.2, 0.5, 0.4, 0.7};
        CreditAssignment credit = new CreditAssignment(new CreditSettings(
                DemoCredit.terms(new RewardConfig(
                        Map.of("semantic", 1.0, "instruction", 1.0, "knowledge", 0.5),
                        RequiredScorers.byWeight(),
                        RewardControl.NONE,
                        normalization,
                        Map.of())),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults()));
        double[] advantages = new double[semantic.length];
        for (int group = 0; group < 2; group++) {
            List<RewardedTrajectory> trajectories = new ArrayList<>();
            for (int i = 4 * group; i < 4 * group + 4; i++) {
                SortedMap<String, Double> components = new TreeMap<>(
                        Map.of("semantic", semantic[i], "instruction", instruction[i], "knowledge", knowledge[i]));
                trajectories.add(new RewardedTrajectory(
                        i, 1, components, credit.reward(components).orElseThrow(), TokenMeasures.NONE));
            }
            for (CreditedTrajectory credited :
                    credit.assign(GROUP, trajectories).trajectories()) {
                advantages[credited.index()] = credited.advantage();
            }
        }
        return advantages;
    }

    @Test
    void shouldLeaveOutAScorerThatSpokeOfSomeOnly() {
        // Given: format has no say, as it did not speak of all
        List<RewardedTrajectory> rewarded = List.of(
                new RewardedTrajectory(
                        0, 1, new TreeMap<>(Map.of("accuracy", 1.0, "format", 0.0)), 1.0, TokenMeasures.NONE),
                new RewardedTrajectory(1, 1, new TreeMap<>(Map.of("accuracy", 1.0)), 1.0, TokenMeasures.NONE));

        // When
        GroupCredit credit = new CreditAssignment(DemoCredit.settings()).assign(GROUP, rewarded);

        // Then
        assertThat(credit.zeroVariance()).isTrue();
        assertThat(credit.trajectories())
                .extracting(CreditedTrajectory::advantage)
                .containsOnly(0.0);
    }

    private static RewardedTrajectory rewarded(int index, int length, double accuracy) {
        return new RewardedTrajectory(
                index, length, new TreeMap<>(Map.of("accuracy", accuracy)), accuracy, TokenMeasures.NONE);
    }

    private static CreditSettings with(RewardControl control) {
        return new CreditSettings(
                DemoCredit.terms(new RewardConfig(
                        Map.of("accuracy", 1.0, "format", 0.2),
                        RequiredScorers.byWeight(),
                        control,
                        Normalization.NORMALIZE_THEN_SUM,
                        Map.of())),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults());
    }
}
