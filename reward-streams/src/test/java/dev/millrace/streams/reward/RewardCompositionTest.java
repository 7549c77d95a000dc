package dev.millrace.streams.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.streams.advantage.GroupRewards;
import dev.millrace.streams.credit.DemoCredit;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

class RewardCompositionTest {

    /** Golden: a replay on another machine must spoil the rewards in the same way. */
    private static final double[] SHUFFLED = {3, 6, 5, 1, 7, 0, 2, 4};

    @Test
    void shouldWeighAndSumWhatIsThere() {
        RewardComposition composition = new RewardComposition(DemoCredit.reward());

        assertThat(composition.compose(Map.of("accuracy", 1.0, "format", 0.5))).hasValue(1.1);
        assertThat(composition.compose(Map.of("accuracy", 0.25))).hasValue(0.25);
        assertThat(composition.compose(Map.of("accuracy", 1.0, "stranger", 9.0)))
                .hasValue(1.0);
    }

    @Test
    void shouldHaveNoRewardWhereNothingCounts() {
        RewardComposition composition =
                new RewardComposition(DemoCredit.terms(RewardConfig.of(Map.of("accuracy", 1.0, "length", 0.0))));

        assertThat(composition.compose(Map.of())).isEmpty();
        assertThat(composition.compose(Map.of("length", 3.0))).isEmpty();
    }

    @Test
    void shouldRequireAllScorersThatCountUnlessToldOtherwise() {
        Map<String, Double> weights = Map.of("b", 1.0, "a", -0.5, "logged", 0.0);

        assertThat(required(RewardConfig.of(weights), OutputKind.TEXT)).containsExactly("a", "b");
        assertThat(required(requiring(weights, List.of("b"), List.of()), OutputKind.TEXT))
                .containsExactly("b");
    }

    @Test
    void shouldRequireOtherScorersOfImages() {
        RewardConfig config = DemoCredit.config();

        assertThat(required(config, OutputKind.TEXT)).containsExactly("accuracy", "format");
        assertThat(required(config, OutputKind.IMAGE)).containsExactly("instruction", "knowledge", "semantic");
        assertThat(required(requiring(config.weights(), List.of(), List.of("instruction")), OutputKind.IMAGE))
                .containsExactly("instruction");
    }

    @Test
    void shouldWaitForAScorerOfWhatItJudgesWhateverItsName() {
        // Given
        RewardConfig config = RewardConfig.of(Map.of("aesthetics", 1.0, "politeness", 1.0, "overall", 1.0));
        Map<String, Judges> judges =
                Map.of("aesthetics", Judges.IMAGE, "politeness", Judges.TEXT, "overall", Judges.BOTH);

        // When
        Requirement required = config.terms(judges::get).required();

        // Then
        assertThat(required.of(OutputKind.TEXT)).containsExactly("overall", "politeness");
        assertThat(required.of(OutputKind.IMAGE)).containsExactly("aesthetics", "overall");
    }

    @Test
    void shouldRefuseSettingsThatCannotMakeAReward() {
        assertThatThrownBy(() -> RewardConfig.of(Map.of("a", 0.0)))
                .hasMessage("weights must give at least one scorer a weight other than 0");
        assertThatThrownBy(() -> RewardConfig.of(Map.of("a", Double.NaN)))
                .hasMessage("weights.a must be a finite number, not NaN");
        assertThatThrownBy(() -> requiring(Map.of("a", 1.0), List.of(), List.of("b")))
                .hasMessage(
                        "required.image names the scorer 'b', which has no weight (did you mean a?); weights has a");
    }

    @Test
    void shouldShuffleByGroupAndAlwaysTheSameWay() {
        GroupRewards rewards = GroupRewards.of(0, 1, 2, 3, 4, 5, 6, 7);

        GroupRewards one = RewardShuffle.shuffle(new GroupId("r/0/1"), rewards);
        GroupRewards again = RewardShuffle.shuffle(new GroupId("r/0/1"), rewards);
        GroupRewards other = RewardShuffle.shuffle(new GroupId("r/0/2"), rewards);

        assertThat(one).isEqualTo(again).isNotEqualTo(other);
        assertThat(one.toArray()).containsExactlyInAnyOrder(rewards.toArray());
        assertThat(one.toArray()).containsExactly(SHUFFLED);
    }

    private static SortedSet<String> required(RewardConfig config, OutputKind kind) {
        return DemoCredit.terms(config).required().of(kind);
    }

    private static RewardConfig requiring(Map<String, Double> weights, List<String> text, List<String> image) {
        return new RewardConfig(
                weights,
                new RequiredScorers(text, image),
                RewardControl.NONE,
                Normalization.NORMALIZE_THEN_SUM,
                Map.of());
    }
}
