package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.audit.evidence.Position;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reward.ClipRange;
import dev.millrace.streams.reward.RewardTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Each score that entered a reward was said, by whom the group waited for, and in time. */
class TamperedScoresTest extends TamperedRun {

    @Test
    void shouldNameAScoreThatWasMadeUpWhateverPolicyIsGiven() {
        // Given a run that drops what has no score, one of whose scorers never spoke of a trajectory that was trained
        run.scores.removeIf(at -> at.key().equals(LoggedRun.group(1).value())
                && at.value().getIndex() == 1
                && at.value().getScorer().equals("accuracy"));

        // When it is audited as one where 0 stands in for missing scores
        run.given = LoggedRun.assembly(Duration.ofSeconds(60), DeadlinePolicy.DEFAULT_VALUE, 0.0);

        // Then the log's own policy counts
        assertThat(broken()).containsEntry("no-score-made-up", List.of(id(1, 1)));
    }

    @Test
    void shouldReadScoresThatStandInOneRecord() {
        // Given the scores of each scorer and group in one record
        run.putScoresTogether();
        assertThat(broken()).isEmpty();
        assertThat(run.audit().holds()).isTrue();

        // When one within a record is another than what entered the reward
        change(run.scores, 0, score -> {
            score.getItems().set(1, new ScoreItem(2, ScoreOutcome.SCORED, 0.75, null, null));
            return score;
        });

        // Then it is named
        assertThat(broken()).containsEntry("own-scores", List.of(id(0, 2)));
    }

    @Test
    void shouldAskForADeadLetterWhereOneScoreOfARecordIsNoNumber() {
        run.putScoresTogether();
        run.isDrained = true;
        At<Score> record = run.scores.get(0);
        record.value().getItems().add(new ScoreItem(3, ScoreOutcome.SCORED, Double.NaN, null, null));

        assertThat(broken()).containsEntry("bad-records-set-aside", List.of("t.scores-0@0"));

        run.deadLetters.add(new Position(LoggedRun.TOPICS.scores(), record.partition(), record.offset()));
        assertThat(broken()).doesNotContainKeys("bad-records-set-aside", "own-scores");
    }

    @Test
    void shouldKnowFromTheLogWhichScorersAGroupWaitedFor() {
        // Given a group that, by its own terms, waited for a scorer of which the settings know nothing
        change(run.experience, 1, experience -> Experience.newBuilder(experience)
                .setAssembly(AssemblyTerms.newBuilder(experience.getAssembly())
                        .setRequired(List.of("accuracy", "fluency", "format"))
                        .build())
                .build());

        // Then it was trained without what it waited for
        assertThat(broken()).containsOnlyKeys("no-score-made-up");
    }

    @Test
    void shouldNotJudgeScoresWhereNothingSaysWhichOnesCount() {
        // Given a run that has come to no experience, and a broken score of a scorer that it may not have heeded
        run.experience.clear();
        run.steps.clear();
        run.weights.removeIf(at -> !isOf(at, 0));
        run.scores.add(run.score(6, 0, "semantic", ScoreOutcome.SCORED, Double.NaN));
        run.isDrained = true;

        // When it is audited
        Map<String, List<String>> broken = broken();

        // Then the score is no breach
        assertThat(broken).doesNotContainKey("bad-records-set-aside");
    }

    @Test
    void shouldNameATrajectoryWithTheScoreOfAnother() {
        changeSurvivor(2, 0, survivor -> ExperienceTrajectory.newBuilder(survivor)
                .setComponents(Map.of("accuracy", 1.0, "format", 0.5))
                .build());
        assertThat(broken()).containsEntry("own-scores", List.of(id(2, 0)));
    }

    @Test
    void shouldClipScoresAsTheSettingsSay() {
        // Given a run whose accuracy counts from 0.25 to 0.5
        CreditSettings plain = MillraceConfig.defaults().credit();
        RewardTerms reward = plain.reward();
        TreeMap<String, ClipRange> clip = new TreeMap<>(Map.of("accuracy", new ClipRange(0.25, 0.5)));
        CreditSettings clipped = new CreditSettings(
                new RewardTerms(reward.weights(), reward.required(), reward.control(), reward.normalization(), clip),
                plain.advantage(),
                plain.reshaping());

        // Then it is sound, and what was not clipped is named
        run = LoggedRun.sound(clipped);
        assertThat(broken()).isEmpty();
        assertThat(run.experience.get(2).value().getTrajectories())
                .extracting(survivor -> survivor.getComponents().get("accuracy"))
                .allSatisfy(accuracy -> assertThat(accuracy).isBetween(0.25, 0.5));
        changeSurvivor(2, 0, survivor -> ExperienceTrajectory.newBuilder(survivor)
                .setComponents(Map.of(
                        "accuracy", 1.0, "format", survivor.getComponents().get("format")))
                .build());
        assertThat(broken()).containsEntry("own-scores", List.of(id(2, 0)));
    }

    @Test
    void shouldTakeTheFirstScoreAndTheFirstAfterAFailure() {
        // Given a contradiction that came second, and a failure that came first
        run.scores.add(run.score(0, 1, "accuracy", ScoreOutcome.SCORED, 0.125));
        run.scores.add(0, run.score(1, 0, "accuracy", ScoreOutcome.FAILED, null));

        // Then
        assertThat(broken()).isEmpty();
    }

    @Test
    void shouldNameAFailureThatWasTrainedAsZero() {
        change(run.experience, 4, experience -> {
            List<ExperienceTrajectory> survivors = new ArrayList<>(experience.getTrajectories());
            survivors.add(ExperienceTrajectory.newBuilder(survivors.get(2))
                    .setIndex(3)
                    .setSource(new LogPosition(0, 13L))
                    .setComponents(Map.of("accuracy", 0.0, "format", 0.25))
                    .build());
            return Experience.newBuilder(experience).setTrajectories(survivors).build();
        });
        assertThat(broken()).containsEntry("no-score-made-up", List.of(id(4, 3)));
    }

    @Test
    void shouldNameALateScoreThatNobodySaid() {
        run.scores.removeIf(at -> at.offset() == 47);
        assertThat(broken()).isEqualTo(Map.of("late-scores-set-aside", List.of(id(5, 2))));
    }

    @Test
    void shouldNameABadRecordWithoutADeadLetter() {
        // Given a score that is NaN and one whose bytes are none, of which only this one is a dead letter
        run.isDrained = true;
        run.trajectories.removeIf(at -> at.key().equals(LoggedRun.group(7).value()));
        run.scores.add(new At<>(
                1,
                99,
                LoggedRun.group(1).value(),
                run.score(1, 0, "accuracy", ScoreOutcome.SCORED, Double.NaN).value()));
        Position poison = new Position("t.scores", 0, 77);
        run.unreadable.add(poison);
        run.deadLetters.add(poison);

        // Then
        assertThat(broken()).isEqualTo(Map.of("bad-records-set-aside", List.of("t.scores-1@99")));
    }
}
