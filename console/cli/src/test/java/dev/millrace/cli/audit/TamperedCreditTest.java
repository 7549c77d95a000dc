package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.audit.check.CheckResult;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was computed of the scores, rewards and advantages, is computed again, under the settings of the run. */
class TamperedCreditTest extends TamperedRun {

    @Test
    void shouldNameAChangedAdvantage() {
        changeSurvivor(3, 1, survivor -> ExperienceTrajectory.newBuilder(survivor)
                .setAdvantage(survivor.getAdvantage() + 1e-6)
                .build());
        assertThat(broken())
                .isEqualTo(Map.of("advantages-recomputed", List.of(id(3, 1)), "same-bits", List.of(id(3, 1))));
    }

    @Test
    void shouldNameAdvantagesThatAreNotCentred() {
        changeSurvivor(3, 1, survivor -> ExperienceTrajectory.newBuilder(survivor)
                .setAdvantage(survivor.getAdvantage() + 0.1)
                .build());
        assertThat(broken())
                .containsEntry("advantages-centred", List.of(LoggedRun.group(3).value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opo", "passk", "best_of_n"})
    void shouldRecomputeAdvantagesThatNeedNotSumToZero(String estimator) {
        // Given a run by an estimator that is not centred
        CreditSettings credit = new CreditSettings(
                MillraceConfig.defaults().credit().reward(),
                new AdvantageConfig(estimator, 1e-4, StandardDeviation.SAMPLE, ZeroVariance.KEEP),
                ReshapingConfig.defaults());
        LoggedRun other = LoggedRun.sound(credit);
        assertThat(other.experience).anySatisfy(at -> assertThat(at.value().getTrajectories().stream()
                        .mapToDouble(ExperienceTrajectory::getAdvantage)
                        .sum())
                .isNotCloseTo(0, within(0.01)));

        // Then it is sound
        assertThat(other.audit().checks()).filteredOn(check -> !check.holds()).isEmpty();
        assertThat(other.audit().checks())
                .filteredOn(check -> check.name().equals("advantages-centred"))
                .singleElement()
                .satisfies(check ->
                        assertThat(check.notes()).contains("advantages by " + estimator + " need not sum to 0"));

        // And a changed advantage is named all the same
        change(other.experience, 3, experience -> {
            List<ExperienceTrajectory> survivors = new ArrayList<>(experience.getTrajectories());
            survivors.set(
                    1,
                    ExperienceTrajectory.newBuilder(survivors.get(1))
                            .setAdvantage(survivors.get(1).getAdvantage() + 0.1)
                            .build());
            return Experience.newBuilder(experience).setTrajectories(survivors).build();
        });
        assertThat(other.audit().checks())
                .filteredOn(check -> !check.holds())
                .extracting(CheckResult::name)
                .containsExactly("advantages-recomputed", "same-bits");
    }

    @Test
    void shouldNameSwappedRewards() {
        ExperienceTrajectory one =
                run.experience.get(2).value().getTrajectories().get(0);
        ExperienceTrajectory other =
                run.experience.get(2).value().getTrajectories().get(1);
        changeSurvivor(2, 0, survivor -> withCredit(survivor, other));
        changeSurvivor(2, 1, survivor -> withCredit(survivor, one));
        assertThat(broken().get("advantages-recomputed")).containsOnly(id(2, 0), id(2, 1));
    }

    private static ExperienceTrajectory withCredit(ExperienceTrajectory to, ExperienceTrajectory of) {
        return ExperienceTrajectory.newBuilder(to)
                .setReward(of.getReward())
                .setAdvantage(of.getAdvantage())
                .build();
    }

    @Test
    void shouldJudgeGroupsThatWereDroppedForWantOfVariance() {
        // Given a run that drops such groups, and one of them
        CreditSettings plain = MillraceConfig.defaults().credit();
        run = LoggedRun.sound(new CreditSettings(
                plain.reward(),
                new AdvantageConfig("grpo", 1e-4, StandardDeviation.SAMPLE, ZeroVariance.DROP),
                plain.reshaping()));
        String group = LoggedRun.group(6).value();
        run.drops.removeIf(drop -> drop.key().equals(group));
        run.drop(6, List.of(0, 1, 2, 3), true, DropReason.ZERO_VARIANCE, "streams");
        for (int index = 0; index < LoggedRun.GROUP_SIZE; index++) {
            run.scores.add(run.score(6, index, "accuracy", ScoreOutcome.SCORED, 1.0));
            run.scores.add(run.score(6, index, "format", ScoreOutcome.SCORED, 0.25));
        }

        // Then it is sound with scores that are equal, and not with others
        assertThat(broken()).isEmpty();
        assertThat(run.audit().accounting().dropped()).containsEntry("zero_variance", 4L);
        change(run.scores, run.scores.size() - 1, score -> Score.newBuilder(score)
                .setValue(0.5)
                .build());
        assertThat(broken()).containsExactly(Map.entry("dropped-without-variance", List.of(group)));
    }

    @Test
    void shouldNotJudgeADroppedGroupByWhatItCouldNotUse() {
        // Given a run that waits for accuracy alone, and a group that was dropped before one accuracy came
        CreditSettings plain = MillraceConfig.defaults().credit();
        RewardTerms reward = plain.reward();
        TreeSet<String> waited = new TreeSet<>(Set.of("accuracy"));
        run = LoggedRun.sound(new CreditSettings(
                new RewardTerms(
                        reward.weights(),
                        new Requirement(waited, waited),
                        reward.control(),
                        reward.normalization(),
                        new TreeMap<>(reward.clip())),
                new AdvantageConfig("grpo", 1e-4, StandardDeviation.SAMPLE, ZeroVariance.DROP),
                plain.reshaping()));
        run.given = LoggedRun.assembly(Duration.ofSeconds(60), DeadlinePolicy.DEFAULT_VALUE, 0.25);
        String group = LoggedRun.group(6).value();
        run.drops.removeIf(drop -> drop.key().equals(group));
        run.drop(6, List.of(0, 1, 2, 3), true, DropReason.ZERO_VARIANCE, "streams");
        for (int index = 0; index < LoggedRun.GROUP_SIZE; index++) {
            run.scores.add(run.score(6, index, "accuracy", ScoreOutcome.SCORED, 0.25));
        }
        run.scores.removeIf(at -> at.key().equals(group) && at.value().getIndex() == 0);
        run.lateScore(6, 0);

        // Then neither the late score counts, for which a value stands in, nor a value for what nobody waited for
        assertThat(broken()).isEmpty();
        run.scores.add(run.score(6, 1, "format", ScoreOutcome.SCORED, 0.5));
        assertThat(broken()).isEmpty();

        // But a score in time does
        change(run.scores, run.scores.size() - 3, score -> Score.newBuilder(score)
                .setValue(0.5)
                .build());
        assertThat(broken()).containsExactly(Map.entry("dropped-without-variance", List.of(group)));
    }

    @Test
    void shouldAskForTheSettingsOfTheRun() {
        run.credit = new CreditSettings(
                RewardConfig.of(Map.of("accuracy", 2.0, "format", 0.2)).terms(scorer -> Judges.TEXT),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults());
        CheckResult check = run.audit().checks().stream()
                .filter(result -> !result.holds())
                .findFirst()
                .orElseThrow();
        assertThat(check.name()).isEqualTo("same-bits");
        assertThat(check.breaches().get(0).detail()).contains("give --config the configuration");
    }
}
