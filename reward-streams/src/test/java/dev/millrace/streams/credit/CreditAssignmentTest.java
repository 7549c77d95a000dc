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
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardControl;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditAssignmentTest {

    private static final GroupId GROUP = new GroupId("run/0/7");
    private static final List<RewardedTrajectory> REWARDED = List.of(
            new RewardedTrajectory(0, 5, 1.0, TokenMeasures.NONE),
            new RewardedTrajectory(2, 3, 0.0, TokenMeasures.NONE),
            new RewardedTrajectory(5, 9, 0.5, TokenMeasures.NONE),
            new RewardedTrajectory(6, 1, 0.0, TokenMeasures.NONE));

    @Test
    void shouldCreditAGroup() {
        GroupCredit credit = new CreditAssignment(CreditSettings.defaults()).assign(GROUP, REWARDED);

        assertThat(credit.rewardMean()).isEqualTo(0.375);
        assertThat(credit.rewardStd()).isCloseTo(0.478713553878, within(1e-12));
        assertThat(credit.zeroVariance()).isFalse();
        assertThat(credit.trajectories()).extracting(CreditedTrajectory::index).containsExactly(0, 2, 5, 6);
        assertThat(credit.trajectories().get(0).advantage()).isCloseTo(1.30530974935, within(1e-9));
    }

    @Test
    void shouldKeepRewardAndAdvantageTogetherUnderShuffle() {
        GroupCredit plain = new CreditAssignment(CreditSettings.defaults()).assign(GROUP, REWARDED);
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
        RewardConfig spelledOut = new RewardConfig(oneOrder, List.of("format", "accuracy"), RewardControl.NONE);

        assertThat(new CreditSettings(spelledOut, AdvantageConfig.defaults(), ReshapingConfig.defaults()).digest())
                .hasSize(64)
                .isEqualTo(CreditSettings.defaults().digest())
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
                RewardConfig.defaults(),
                AdvantageConfig.defaults(),
                new ReshapingConfig(
                        method, prpo, VppoConfig.defaults(), PgpoConfig.defaults(), EntropyConfig.defaults()));
    }

    private static CreditSettings with(RewardControl control) {
        return new CreditSettings(
                new RewardConfig(Map.of("accuracy", 1.0, "format", 0.2), List.of(), control),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults());
    }
}
