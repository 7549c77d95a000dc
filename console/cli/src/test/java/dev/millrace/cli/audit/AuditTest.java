package dev.millrace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.audit.AuditReport;
import dev.millrace.audit.check.Breach;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.LoggedWeights;
import dev.millrace.audit.evidence.Position;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.avro.TrainedGroup;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.WeightChunk;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.advantage.StandardDeviation;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.ClipRange;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Requirement;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.reward.RewardTerms;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A sound run passes; a run that was tampered with does not, and what was tampered with is named. */
class AuditTest {

    private LoggedRun run = LoggedRun.sound();

    private static String id(int group, int index) {
        return LoggedRun.group(group) + "#" + index;
    }

    /** The broken checks, and the ids that each names. */
    private Map<String, List<String>> broken() {
        Map<String, List<String>> broken = new HashMap<>();
        for (CheckResult check : run.audit().checks()) {
            if (!check.holds()) {
                broken.put(
                        check.name(), check.breaches().stream().map(Breach::id).toList());
            }
        }
        return broken;
    }

    private static boolean isOf(At<WeightRecord> at, int version) {
        return at.key().startsWith(LoggedRun.RUN + "/" + version + "/");
    }

    private static <T> void change(List<At<T>> topic, int at, UnaryOperator<T> change) {
        At<T> before = topic.get(at);
        topic.set(at, new At<>(before.partition(), before.offset(), before.key(), change.apply(before.value())));
    }

    private void changeSurvivor(int group, int at, UnaryOperator<ExperienceTrajectory> change) {
        change(run.experience, group, experience -> {
            List<ExperienceTrajectory> survivors = new ArrayList<>(experience.getTrajectories());
            survivors.set(at, change.apply(survivors.get(at)));
            return Experience.newBuilder(experience).setTrajectories(survivors).build();
        });
    }

    @Test
    void shouldPassASoundRun() {
        // When
        AuditReport report = run.audit();

        // Then
        assertThat(broken()).isEmpty();
        assertThat(report.holds()).isTrue();
        assertThat(report.accounting().published()).isEqualTo(32);
        assertThat(report.accounting().trained()).isEqualTo(21);
        assertThat(report.accounting().pending()).isEqualTo(4);
        assertThat(report.accounting().dropped())
                .isEqualTo(Map.of("failed_score", 1L, "missing_score", 5L, "stale", 1L));
        assertThat(report.accounting().imbalance()).isZero();
        assertThat(report.checks().stream().map(CheckResult::promise).distinct())
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(report.checks())
                .allSatisfy(check -> assertThat(check.claim()).isNotBlank());
        assertThat(report.toJson()).contains("\"holds\" : true", "\"name\" : \"one-end\"");
        assertThat(String.join("\n", report.lines())).contains("32 trajectories published", "imbalance 0");
    }

    @ParameterizedTest
    @EnumSource(DeadlinePolicy.class)
    void shouldPassASoundRunThatWasAssembledByOtherSettingsThanThoseGiven(DeadlinePolicy policy) {
        run = LoggedRun.sound(LoggedRun.assembly(Duration.ofSeconds(5), policy, 0.25));
        assertThat(broken()).isEmpty();
        assertThat(run.audit().holds()).isTrue();
    }

    @Test
    void shouldNameAGroupThatClosedBeforeItsOwnDeadlineWhateverIsGiven() {
        change(run.experience, 5, experience -> Experience.newBuilder(experience)
                .setClosedAt(experience.getOpenedAt().plusSeconds(59))
                .build());
        run.given = LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DROP_TRAJECTORY, 0.0);
        assertThat(broken())
                .containsEntry("closed-in-time", List.of(LoggedRun.group(5).value()));
    }

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
    void shouldNameAGroupThatIsSmallerThanItMayBe() {
        change(run.experience, 5, experience -> Experience.newBuilder(experience)
                .setAssembly(AssemblyTerms.newBuilder(experience.getAssembly())
                        .setMinGroupSize(4)
                        .build())
                .build());
        assertThat(broken())
                .isEqualTo(Map.of("closed-in-time", List.of(LoggedRun.group(5).value())));
    }

    @Test
    void shouldJudgeRecordsOfATimeThatStatedNothingByTheGivenSettings() {
        run = LoggedRun.sound(LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DEFAULT_VALUE, 0.25));
        run.given = LoggedRun.assembly(Duration.ofSeconds(5), DeadlinePolicy.DEFAULT_VALUE, 0.25);
        run.experience.replaceAll(at -> new At<>(
                at.partition(),
                at.offset(),
                at.key(),
                Experience.newBuilder(at.value()).setAssembly(null).build()));
        assertThat(broken()).isEmpty();
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
    void shouldNameAPendingTrajectoryOfARunAtRest() {
        run.isDrained = true;
        assertThat(broken()).isEqualTo(Map.of("one-end", List.of(id(7, 0), id(7, 1), id(7, 2), id(7, 3))));
    }

    @Test
    void shouldNameAnIdThatWasTrainedTwice() {
        change(run.steps, 2, step -> {
            List<TrainedGroup> groups = new ArrayList<>(step.getGroups());
            groups.add(LoggedRun.trained(0, 0));
            return TrainingStep.newBuilder(step).setGroups(groups).build();
        });
        assertThat(broken())
                .containsEntry("trained-once", List.of(id(0, 0)))
                .containsEntry("one-end", List.of(id(0, 0)))
                .containsEntry("steps-follow-the-log", List.of("step 3"));
        assertThat(run.audit().accounting().imbalance()).isEqualTo(1);
    }

    @Test
    void shouldNameAStepThatWasPublishedTwice() {
        run.steps.add(new At<>(0, 9, "logged", run.steps.get(2).value()));
        assertThat(broken()).containsKeys("trained-once", "steps-follow-the-log");
    }

    @Test
    void shouldNameATrajectoryThatWasTrainedAndNeverPublished() {
        run.trajectories.removeIf(at ->
                at.value().getIndex() == 1 && at.key().equals(LoggedRun.group(2).value()));
        assertThat(broken())
                .containsEntry("one-end", List.of(id(2, 1)))
                .containsEntry("true-references", List.of(id(2, 1)));
    }

    @Test
    void shouldNameATrajectoryThatIsTrainedAndDropped() {
        run.drop(1, List.of(2), false, DropReason.STALE, "streams");
        assertThat(broken()).isEqualTo(Map.of("one-end", List.of(id(1, 2))));
    }

    @Test
    void shouldNameATrajectoryWhoseDropIsMissing() {
        run.drops.removeIf(at -> at.value().getReason() == DropReason.FAILED_SCORE);
        assertThat(broken()).isEqualTo(Map.of("closed-groups-account-for-all", List.of(id(4, 3))));
    }

    @Test
    void shouldNameAStepWhoseDropIsMissing() {
        run.drops.removeIf(at -> at.value().getReason() == DropReason.STALE);
        assertThat(broken()).isEqualTo(Map.of("steps-follow-the-log", List.of("step 3")));
    }

    @Test
    void shouldNameAGroupThatClosedTwice() {
        // As when a late score opens its group anew
        run.drop(5, List.of(2), true, DropReason.MISSING_TRAJECTORY, "streams");
        run.add(run.experience.get(0).value());
        assertThat(broken().get("closed-once"))
                .containsExactly(LoggedRun.group(0).value(), LoggedRun.group(5).value());
    }

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
    void shouldNameATrajectoryWithTheScoreOfAnother() {
        changeSurvivor(2, 0, survivor -> ExperienceTrajectory.newBuilder(survivor)
                .setComponents(Map.of("accuracy", 1.0, "format", 0.5))
                .build());
        assertThat(broken()).containsEntry("own-scores", List.of(id(2, 0)));
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
    void shouldNameAGroupThatClosedBeforeItsDeadline() {
        change(run.experience, 0, experience -> Experience.newBuilder(experience)
                .setClosed(CloseReason.DEADLINE)
                .build());
        assertThat(broken())
                .isEqualTo(Map.of("closed-in-time", List.of(LoggedRun.group(0).value())));
    }

    @Test
    void shouldNameALateScoreThatNobodySaid() {
        run.scores.removeIf(at -> at.offset() == 47);
        assertThat(broken()).isEqualTo(Map.of("late-scores-set-aside", List.of(id(5, 2))));
    }

    @Test
    void shouldNameATrajectoryUnderAForeignKey() {
        At<dev.millrace.schemas.avro.Trajectory> first = run.trajectories.get(0);
        run.trajectories.set(0, new At<>(0, 0, LoggedRun.group(7).value(), first.value()));
        assertThat(broken()).isEqualTo(Map.of("true-references", List.of(id(0, 0))));
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

    @Test
    void shouldNameDamagedWeights() {
        int last = run.weights.size() - 1;
        change(run.weights, last, record -> {
            WeightChunk chunk = (WeightChunk) record.getBody();
            byte[] bytes = new byte[chunk.getData().remaining()];
            chunk.getData().duplicate().get(bytes);
            bytes[bytes.length - 1] ^= 1;
            return new WeightRecord(
                    record.getRunId(), new WeightChunk(chunk.getVersion(), chunk.getIndex(), ByteBuffer.wrap(bytes)));
        });
        assertThat(broken()).isEqualTo(Map.of("whole-weights", List.of("version 3", "version 3")));
    }

    @Test
    void shouldNameHalfAVersion() {
        run.weights.remove(run.weights.size() - 1);
        assertThat(broken()).isEqualTo(Map.of("whole-weights", List.of("version 3")));
    }

    @Test
    void shouldNameWeightsThatAreNotFinite() {
        run.step(4, 8, List.of());
        run.weights.removeIf(at -> isOf(at, 4));
        run.announce(4, 8, 1.0f, Float.NaN);
        assertThat(broken()).containsEntry("finite-weights", List.of("version 4"));
    }

    @Test
    void shouldNameABreakInTheChainOfWeights() {
        run.weights.removeIf(at -> isOf(at, 2));
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("version 3")));
    }

    @Test
    void shouldNameWeightsOfAnotherDigestThanTheirStep() {
        change(run.steps, 1, step -> TrainingStep.newBuilder(step)
                .setWeightsSha256("0".repeat(64))
                .build());
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("version 2")));
    }

    @Test
    void shouldNameAStepWhoseWeightsAreMissing() {
        run.weights.removeIf(at -> isOf(at, 3));
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("step 3")));
    }

    @Test
    void shouldAcceptTrimmedWeights() {
        run.weights.removeIf(at -> isOf(at, 0) || isOf(at, 1));
        run.weights.remove(0); // the manifest of version 2 is gone, its chunks are not
        assertThat(((WeightManifest) LoggedRun.sound().weights.get(0).value().getBody()).getChunks())
                .isGreaterThan(1);
        assertThat(broken()).isEmpty();
    }

    @Test
    void shouldTakeAVersionForTrimmedAsMuchOfItAsIsLeft() {
        // Given one that has lost chunks but not its manifest, since it was trimmed while it was read
        run.weights.removeIf(at -> at.key().equals("logged/1/0"));
        assertThat(broken()).containsOnlyKeys("whole-weights");

        // When the log says that it was trimmed, and the versions before it
        run.trimmed.addAll(List.of("logged/0/manifest", "logged/0/0", "logged/1/manifest", "logged/1/0"));

        // Then nothing is broken; another run's trimming is none of this one's
        run.trimmed.add("other/2/manifest");
        assertThat(broken()).isEmpty();
        try (Evidence evidence = run.evidence()) {
            assertThat(evidence.weights()).extracting(LoggedWeights::version).containsExactly(2, 3);
        }
    }

    @Test
    void shouldNameTheNewestStepWhenAllWeightsAreGone() {
        // As when another run trims what is not its own
        run.weights.clear();
        assertThat(broken()).isEqualTo(Map.of("weight-chain", List.of("step 3")));
    }

    @Test
    void shouldNameRecordsInWhichTwoRunsMeet() {
        // Given a drop of another run about a group of this one, and a step of this one that trains another's group
        Drop foreign =
                Drop.newBuilder(run.drops.get(0).value()).setRunId("other").build();
        run.drops.add(new At<>(1, 70, "logged/0/1", foreign));
        change(run.steps, 2, step -> {
            List<TrainedGroup> groups = new ArrayList<>(step.getGroups());
            groups.add(new TrainedGroup("other/0/0", PackedInts.of(0).bytes()));
            return TrainingStep.newBuilder(step).setGroups(groups).build();
        });

        assertThat(broken()).containsEntry("own-ids", List.of("t.drops-1@70", "t.training-steps-0@2"));
    }

    @Test
    void shouldNameAStaleTrajectory() {
        int at = 5 * LoggedRun.GROUP_SIZE;
        change(run.trajectories, at, trajectory -> LoggedRun.trajectory(5, 0, 0));
        assertThat(broken())
                .containsEntry("bounded-staleness", List.of(id(5, 0)))
                .containsEntry("true-references", List.of(id(5, 0)));
    }

    @Test
    void shouldAllowTheStalenessThatTheStepItselfStates() {
        int at = 5 * LoggedRun.GROUP_SIZE;
        change(run.trajectories, at, trajectory -> LoggedRun.trajectory(5, 0, 0));
        change(run.steps, 2, step -> TrainingStep.newBuilder(step)
                .setMaxStaleness(2)
                .build());
        assertThat(broken()).doesNotContainKey("bounded-staleness").containsEntry("true-references", List.of(id(5, 0)));
    }

    @Test
    void shouldNameAStepThatPassedGroupsOver() {
        // As when offsets were committed and the weights were not
        run.steps.remove(1);
        assertThat(broken().get("steps-follow-the-log")).containsOnly("step 3");
        assertThat(broken()).containsEntry("weight-chain", List.of("version 2"));
    }

    @Test
    void shouldNameAnOffsetThatIsAheadOfTheLastStep() {
        run.learnerOffset = java.util.OptionalLong.of(8);
        assertThat(broken()).isEqualTo(Map.of("steps-follow-the-log", List.of("step 3")));
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
