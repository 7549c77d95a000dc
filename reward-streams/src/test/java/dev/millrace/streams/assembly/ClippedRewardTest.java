package dev.millrace.streams.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.credit.CreditAssignment;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.credit.DemoCredit;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.ClipRange;
import dev.millrace.streams.reward.Normalization;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.RequiredScorers;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardControl;
import dev.millrace.streams.reward.RewardTerms;
import dev.millrace.streams.reward.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippedRewardTest {

    private static final RewardTerms TERMS = DemoCredit.clipped("accuracy", -1, 0.5);

    /** Worked by hand: accuracy counts 1, format 0.2; what is clipped is the component, and so the reward. */
    @ParameterizedTest
    @CsvSource({"0.25, 1, 0.25, 0.45", "3, 1, 0.5, 0.7", "-7, 0, -1, -1", "1e300, 0, 0.5, 0.5", "0.5, 5, 0.5, 1.5"})
    void shouldClipWhatAScorerSaid(double accuracy, double format, double component, double reward) {
        // When
        Judgement judgement = judge(AssemblyConfig.defaults())
                .judge(
                        OutputKind.TEXT,
                        List.of(
                                new HeldScore(0, "accuracy", new Verdict.Scored(accuracy), null),
                                new HeldScore(0, "format", new Verdict.Scored(format), null)),
                        Set.of());

        // Then
        assertThat(judgement).isInstanceOf(Judgement.Rewarded.class);
        Judgement.Rewarded rewarded = (Judgement.Rewarded) judgement;
        assertThat(rewarded.components()).containsEntry("accuracy", component).containsEntry("format", format);
        assertThat(rewarded.reward()).isEqualTo(reward);
    }

    @Test
    void shouldLeaveWhatStandsInForAScore() {
        // Given
        AssemblyConfig defaults = AssemblyConfig.defaults();
        AssemblyConfig standIn = new AssemblyConfig(
                defaults.deadline(),
                DeadlinePolicy.DEFAULT_VALUE,
                2,
                -5.0,
                defaults.closedRetention(),
                defaults.checkInterval(),
                Duration.ZERO,
                defaults.watchdogInterval());

        // When
        Judgement judgement = judge(standIn).judge(OutputKind.TEXT, List.of(), Set.of());

        // Then
        assertThat(((Judgement.Rewarded) judgement).components()).containsEntry("accuracy", -5.0);
    }

    @Test
    void shouldDigestTheRangeOnlyWhereThereIsOne() {
        assertThat(settings(TERMS).digest())
                .isNotEqualTo(DemoCredit.settings().digest())
                .isNotEqualTo(settings(DemoCredit.clipped("accuracy", -1, 0.75)).digest());
        assertThat(settings(DemoCredit.terms(DemoCredit.config())).digest())
                .isEqualTo(DemoCredit.settings().digest());
    }

    @Test
    void shouldRefuseRangesThatMeanNothing() {
        assertThatThrownBy(() -> new ClipRange(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClipRange(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RewardConfig(
                        Map.of("accuracy", 1.0),
                        RequiredScorers.byWeight(),
                        RewardControl.NONE,
                        Normalization.NORMALIZE_THEN_SUM,
                        Map.of("acuracy", new ClipRange(0, 1))))
                .hasMessageContaining("clip names the scorer 'acuracy', which has no weight (did you mean accuracy?)");
    }

    private static CreditSettings settings(RewardTerms terms) {
        return new CreditSettings(terms, AdvantageConfig.defaults(), ReshapingConfig.defaults());
    }

    private static ScoreJudge judge(AssemblyConfig assembly) {
        return new ScoreJudge(TERMS, assembly, new CreditAssignment(settings(TERMS)));
    }
}
