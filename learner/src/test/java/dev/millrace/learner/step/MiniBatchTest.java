package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.learner.objective.Aggregation;
import dev.millrace.learner.objective.CorrectionLevel;
import dev.millrace.learner.objective.LossKind;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.learner.objective.Proximal;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.WeightsDigest;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.Altered;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several optimizer steps of one batch, and what is said of the policy as the step begins. */
class MiniBatchTest {

    private static final int LENGTH = 4;
    private static final double RATE = 3e-2;

    @Test
    void shouldBeAsManyBatchesWhereRatiosCompareWithTheSampler() {
        // Given
        ObjectiveConfig objective = objective(LossKind.CLIPPED, OffPolicyCorrection.NONE);
        ExperienceBatch batch = batch(4, 0, 1);

        // When
        String together = trained(objective, 2, List.of(batch));
        String apart = trained(objective, 1, batch.parts(2));

        // Then
        assertThat(together).isEqualTo(apart);
    }

    @Test
    void shouldCompareWithThePolicyAsTheStepBeginsWhereItIsRecomputed() {
        // Given
        ObjectiveConfig objective = objective(LossKind.DECOUPLED, OffPolicyCorrection.TRUNCATE);
        ExperienceBatch batch = batch(4, 0, 1);

        // When
        Map<String, Double> metrics = result(objective, 2, batch).metrics();

        // Then the second optimizer step finds ratios that have moved, and is another than that of a batch of its own
        assertThat(metrics).containsEntry("optimizer_steps", 2.0).containsEntry("mini_batch/1/clip_ratio_high", 0.0);
        assertThat(metrics.get("mini_batch/2/clip_ratio_high")).isPositive();
        assertThat(metrics.get("off_policy_by_age/0/tokens")).isEqualTo(metrics(batch));
        assertThat(trained(objective, 2, List.of(batch))).isNotEqualTo(trained(objective, 1, batch.parts(2)));
    }

    private static double metrics(ExperienceBatch batch) {
        return batch.answeredSize().orElseThrow().tokens();
    }

    @ParameterizedTest
    @EnumSource(
            value = LossKind.class,
            names = {"CISPO", "GSPO", "LUSPO", "SAPO", "GMPO"})
    void shouldTeachWhatClippedDoesNotOnceRatiosHaveMoved(LossKind loss) {
        ExperienceBatch batch = batch(4, 0, 1);
        ObjectiveConfig clipped = Altered.of(objective(LossKind.CLIPPED, OffPolicyCorrection.TRUNCATE))
                .with("aggregation", loss == LossKind.CISPO ? Aggregation.TOKEN_MEAN : Aggregation.SEQ_MEAN_TOKEN_MEAN)
                .get();

        assertThat(trained(objective(loss, OffPolicyCorrection.TRUNCATE), 2, List.of(batch)))
                .isNotEqualTo(trained(clipped, 2, List.of(batch)));
    }

    @Test
    void shouldGuessThePolicyAsTheStepBeginsWithoutAPassOfItsOwn() {
        // Given answers of which some were sampled two steps ago
        ObjectiveConfig recomputed = objective(LossKind.DECOUPLED, OffPolicyCorrection.TRUNCATE);
        ObjectiveConfig guessed =
                Altered.of(recomputed).with("proximal", Proximal.INTERPOLATED).get();
        ExperienceBatch batch = batch(4, 2, 1);

        // When
        Map<String, Double> metrics = result(guessed, 2, batch).metrics();

        // Then what is said of the policy as the step begins is said of the first mini-batch
        assertThat(metrics.get("off_policy_by_age/2/tokens")).isEqualTo(metrics(batch) / 2);
        assertThat(trained(guessed, 2, List.of(batch))).isNotEqualTo(trained(recomputed, 2, List.of(batch)));
    }

    @Test
    void shouldGuessNothingBeforeTheFirstOptimizerStep() {
        // Given answers that were sampled two steps ago, of which the guess would say something else
        ObjectiveConfig recomputed = objective(LossKind.DECOUPLED, OffPolicyCorrection.TRUNCATE);
        ObjectiveConfig guessed =
                Altered.of(recomputed).with("proximal", Proximal.INTERPOLATED).get();
        ExperienceBatch batch = batch(4, 2, 1);

        // When
        Map<String, Double> metrics = result(guessed, 2, batch).metrics();

        // Then the policy as the step begins is the one in training, to the bit; only later it is guessed
        Map<String, Double> exact = result(recomputed, 2, batch).metrics();
        assertThat(metrics.get("mini_batch/1/pg_loss")).isEqualTo(exact.get("mini_batch/1/pg_loss"));
        assertThat(metrics.get("mini_batch/1/grad_norm")).isEqualTo(exact.get("mini_batch/1/grad_norm"));
        assertThat(metrics.get("mini_batch/2/grad_norm")).isNotEqualTo(exact.get("mini_batch/2/grad_norm"));
    }

    @Test
    void shouldDropTheGroupsOfAnOptimizerStepThatIsNotFiniteAndTrainTheOthers() {
        // Given a batch whose second half overflows
        ObjectiveConfig objective = objective(LossKind.CLIPPED, OffPolicyCorrection.NONE);
        List<ReadGroup> groups = new ArrayList<>(batch(2, 0, 1).groups());
        List<ReadGroup> huge = batch(4, 0, 3e38f).groups().subList(2, 4);
        groups.addAll(huge);
        ExperienceBatch batch = new ExperienceBatch(0, groups, 4, Duration.ZERO, Duration.ZERO);

        // When
        StepResult result = result(objective, 2, batch);

        // Then
        assertThat(result).isInstanceOf(StepResult.Trained.class);
        assertThat(result.metrics()).containsEntry("optimizer_steps", 1.0);
        assertThat(result.metrics().values()).allMatch(Double::isFinite);
        assertThat(result.refusal(groups.get(0).id())).isEmpty();
        assertThat(result.refusal(huge.get(0).id())).isPresent();
        assertThat(trained(objective, 2, List.of(batch)))
                .isEqualTo(trained(objective, 1, List.of(batch.parts(2).get(0))));
    }

    @Test
    void shouldFindNoMismatchWithASamplerThatComputesAlike() {
        try (TrainablePolicy policy = policy();
                StepTrainer steps = trainer(policy, ObjectiveConfig.defaults(), 1, 2)) {
            // Given answers of the policy as it begins, and steps that move it
            ExperienceBatch fresh = sampledBy(policy, batch(2, 0, 1), 0);
            ExperienceBatch later = sampledBy(policy, batch(2, 0, 1), 2);
            Map<String, Double> first = steps.train(fresh, RATE).metrics();
            steps.train(batch(2, 0, 1), RATE);

            // When they are trained two steps later
            Map<String, Double> last = steps.train(later, RATE).metrics();

            // Then
            assertThat(first.get("mismatch_by_age/0/max")).isLessThan(1e-5);
            assertThat(last.get("mismatch_by_age/2/max")).isLessThan(1e-5);
            assertThat(last.get("mismatch/k3")).isCloseTo(0, within(1e-9));
            assertThat(last.get("off_policy_by_age/2/k3")).isGreaterThan(1e-4);
        }
    }

    private static ExperienceBatch sampledBy(TrainablePolicy policy, ExperienceBatch like, int age) {
        List<ReadGroup> groups = new ArrayList<>();
        for (TrainableGroup group : like.trainable()) {
            List<TrainableTrajectory> sampled = new ArrayList<>();
            for (TrainableTrajectory each : group.trajectories()) {
                float[] logProbs = policy.logProbs(new AnswerBatch(
                        List.of(new AnswerBatch.Group(group.prompt(), Optional.empty(), List.of(each.tokens()))),
                        1,
                        1));
                sampled.add(Altered.of(each)
                        .with("behaviour", PackedFloats.of(logProbs))
                        .with("ages", ages(age))
                        .get());
            }
            groups.add(read(Altered.of(group).with("trajectories", sampled).get()));
        }
        return new ExperienceBatch(0, groups, groups.size(), Duration.ZERO, Duration.ZERO);
    }

    private static StepResult result(ObjectiveConfig objective, int miniBatches, ExperienceBatch batch) {
        try (TrainablePolicy policy = policy();
                StepTrainer steps = trainer(policy, objective, miniBatches, 0)) {
            return steps.train(batch, RATE);
        }
    }

    /** The digest of the weights after some batches. */
    private static String trained(ObjectiveConfig objective, int miniBatches, List<ExperienceBatch> batches) {
        try (TrainablePolicy policy = policy();
                StepTrainer steps = trainer(policy, objective, miniBatches, 0)) {
            batches.forEach(batch -> steps.train(batch, RATE));
            return WeightsDigest.of(policy.weights()).whole();
        }
    }

    private static TrainablePolicy policy() {
        return SmallPolicy.trainable(
                new TrainingSettings(AdamWSettings.DEFAULT, 1, true, true, Adaptation.FULL, false));
    }

    private static StepTrainer trainer(TrainablePolicy policy, ObjectiveConfig objective, int miniBatches, int held) {
        return new StepTrainer(
                policy, new StepSettings(objective, miniBatches, MicroBatchLimit.ofGroups(1), held), Clock.systemUTC());
    }

    private static ObjectiveConfig objective(LossKind loss, OffPolicyCorrection correction) {
        boolean corrected = correction != OffPolicyCorrection.NONE;
        return Altered.of(ObjectiveConfig.defaults())
                .with("correctionLevel", corrected ? CorrectionLevel.GEOMETRIC : CorrectionLevel.TOKEN)
                .with("correction", correction)
                .with("loss", loss)
                .get();
    }

    /** Groups of two answers to one prompt, the first of which was better. */
    private static ExperienceBatch batch(int groups, int age, float scale) {
        Random random = new Random(9);
        List<ReadGroup> read = new ArrayList<>();
        for (int number = 0; number < groups; number++) {
            GroupId id = new GroupId("g" + number);
            PolicyInput prompt =
                    new PolicyInput(SmallPolicy.TOKENIZER.encode("What digit is shown?"), List.of(), List.of());
            List<TrainableTrajectory> trajectories = new ArrayList<>();
            for (int index = 0; index < 2; index++) {
                trajectories.add(answer(new TrajectoryId(id, index), random, age, index == 0 ? scale : -scale));
            }
            read.add(read(new TrainableGroup(id, prompt, 0, 1, trajectories)));
        }
        return new ExperienceBatch(0, read, groups, Duration.ZERO, Duration.ZERO);
    }

    private static ReadGroup read(TrainableGroup group) {
        return new ReadGroup(group.id(), Optional.of(group), List.of());
    }

    private static TrainableTrajectory answer(TrajectoryId id, Random random, int age, float advantage) {
        int vocabulary = SmallPolicy.config().vocabulary();
        float[] behaviour = new float[LENGTH];
        float[] advantages = new float[LENGTH];
        int[] tokens = random.ints(LENGTH, 0, 12).toArray();
        for (int t = 0; t < LENGTH; t++) {
            behaviour[t] = (float) -Math.log(vocabulary) + random.nextFloat() - 0.5f;
        }
        Arrays.fill(advantages, advantage);
        return new TrainableTrajectory(
                id,
                Tokens.of(tokens),
                Optional.empty(),
                PackedFloats.of(behaviour),
                PackedFloats.of(advantages),
                1,
                0,
                0,
                ages(age),
                FinishReason.EOS,
                1,
                Map.of(),
                TokenCredit.NONE);
    }

    private static PackedInts ages(int age) {
        int[] ages = new int[LENGTH];
        Arrays.fill(ages, age);
        return PackedInts.of(ages);
    }
}
