package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.fixture.Objectives;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.learner.objective.Aggregation;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.safetensors.Tensor;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepTrainerTest {

    /** SGD-like: the update is the gradient itself, so that rounding shows as rounding. */
    private static final AdamWSettings PLAIN = new AdamWSettings(0, 0, 1, 0);

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void shouldTrainAlikeHoweverTheBatchIsCut(Aggregation aggregation) {
        long seed = System.nanoTime();
        ExperienceBatch batch = batch(new Random(seed), 5, 1);

        Map<String, Tensor> whole = trained(batch, objective(aggregation), 5);
        Map<String, Tensor> cut = trained(batch, objective(aggregation), 2);

        whole.forEach((name, tensor) -> {
            float[] expected = tensor.toFloats();
            float[] actual = Objects.requireNonNull(cut.get(name)).toFloats();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as("seed %d, %s[%d]", seed, name, i).isCloseTo(expected[i], within(1e-5f));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void shouldTrainAlikeHoweverManyTokensGoThroughAtOnce(Aggregation aggregation) {
        ExperienceBatch batch = batch(new Random(7), 5, 1);
        Map<String, Tensor> whole = trained(batch, objective(aggregation), 5);

        Map<String, Tensor> cut = trained(batch, objective(aggregation), new MicroBatchLimit(5, 30));

        whole.forEach((name, tensor) -> assertThat(
                        Objects.requireNonNull(cut.get(name)).toFloats())
                .as(name)
                .containsExactly(tensor.toFloats(), within(1e-5f)));
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void shouldTrainEqualAnswersAsIfEachHadBeenComputed(Aggregation aggregation) {
        // Given the answers of two groups, alike but for their behaviour and advantages, and another
        ReadGroup some = batch(new Random(5), 1, 1).groups().get(0);
        List<TrainableTrajectory> first = some.trainable().orElseThrow().trajectories();
        List<TrainableTrajectory> again = new ArrayList<>();
        for (TrainableTrajectory given : first) {
            again.add(answeredAgain(given));
        }
        List<TrainableTrajectory> all = new ArrayList<>(first);
        all.addAll(again);

        // When
        Map<String, Tensor> together = trained(batch(List.of(all)), objective(aggregation), 4);
        Map<String, Tensor> apart = trained(batch(List.of(first, again)), objective(aggregation), 1);

        // Then
        together.forEach((name, tensor) -> assertThat(tensor.toFloats())
                .as(name)
                .containsExactly(Objects.requireNonNull(apart.get(name)).toFloats(), within(1e-5f)));
    }

    private static TrainableTrajectory answeredAgain(TrainableTrajectory given) {
        float[] behaviour = given.behaviour().toArray();
        float[] advantages = given.advantages().toArray();
        for (int i = 0; i < behaviour.length; i++) {
            behaviour[i] -= 0.1f;
            advantages[i] *= -0.3f;
        }
        return Altered.of(given)
                .with("behaviour", PackedFloats.of(behaviour))
                .with("advantages", PackedFloats.of(advantages))
                .get();
    }

    private static ExperienceBatch batch(List<List<TrainableTrajectory>> groups) {
        PolicyInput prompt =
                new PolicyInput(SmallPolicy.TOKENIZER.encode("What digit is shown?"), List.of(), List.of());
        List<ReadGroup> read = new ArrayList<>();
        for (List<TrainableTrajectory> trajectories : groups) {
            GroupId id = new GroupId("g" + read.size());
            read.add(new ReadGroup(id, Optional.of(new TrainableGroup(id, prompt, 0, 1, trajectories)), List.of()));
        }
        return new ExperienceBatch(0, read, groups.size(), Duration.ZERO, Duration.ZERO);
    }

    @Test
    void shouldMakeRewardedTokensLikelier() {
        ExperienceBatch batch = batch(new Random(4), 4, 1);
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepTrainer steps = steps(policy, ObjectiveConfig.defaults(), 2);

            List<Double> losses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                losses.add(steps.train(batch, 1e-2).metrics().get("actor/pg_loss"));
            }

            assertThat(losses.get(19)).isLessThan(losses.get(0) - 0.1);
        }
    }

    @Test
    void shouldReportADistanceOfZeroToItselfAndItsEntropy() {
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepTrainer steps = steps(policy, ObjectiveConfig.defaults(), 2);

            Map<String, Double> metrics =
                    steps.train(batch(new Random(4), 4, 1), 1e-3).metrics();

            assertThat(metrics.get("kl")).isCloseTo(0, within(1e-9));
            assertThat(metrics.get("entropy"))
                    .isBetween(0.0, Math.log(SmallPolicy.config().vocabulary()));
            assertThat(metrics.get("actor/lr")).isEqualTo(1e-3);
            assertThat(metrics.get("actor/grad_norm")).isPositive();
        }
    }

    @Test
    void shouldRefuseAStepThatIsNotFiniteAndChangeNothing() {
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepTrainer steps = steps(policy, ObjectiveConfig.defaults(), 1);
            String before = WeightsDigest.of(policy.weights()).whole();

            StepResult refused = steps.train(batch(new Random(1), 3, 3e38f), 1e-2);

            assertThat(refused).isInstanceOf(StepResult.Refused.class);
            assertThat(refused.metrics().values()).allMatch(Double::isFinite);
            assertThat(WeightsDigest.of(policy.weights()).whole()).isEqualTo(before);
            assertThat(steps.train(batch(new Random(1), 3, 1), 1e-2)).isInstanceOf(StepResult.Trained.class);
        }
    }

    @Test
    void shouldLearnToLookAtTheImageForAPerceptionTerm() {
        ObjectiveConfig plain = ObjectiveConfig.defaults();
        ObjectiveConfig perceptive = Objectives.of(
                plain.epsilonLow(),
                plain.epsilonHigh(),
                plain.dualClip(),
                plain.aggregation(),
                plain.constantLength(),
                plain.correction(),
                plain.correctionCap(),
                0,
                0,
                0.5);
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepTrainer steps = steps(policy, perceptive, 2);
            ExperienceBatch batch = seenBatch(new Random(3));

            double first = perception(steps.train(batch, 1e-3));
            double last = first;
            for (int step = 0; step < 10; step++) {
                last = perception(steps.train(batch, 1e-3));
            }

            assertThat(first).isPositive();
            assertThat(last).isGreaterThan(1.2 * first);
        }
    }

    private static double perception(StepResult step) {
        return Objects.requireNonNull(step.metrics().get("perception_kl"));
    }

    @Test
    void shouldHaveNoPerceptionOfPromptsWithoutAnImage() {
        ObjectiveConfig perceptive =
                Objectives.of(0.2, 0.28, 3, Aggregation.TOKEN_MEAN, 8, OffPolicyCorrection.TRUNCATE, 2, 0, 0, 0.02);
        ObjectiveConfig plain =
                Objectives.of(0.2, 0.28, 3, Aggregation.TOKEN_MEAN, 8, OffPolicyCorrection.TRUNCATE, 2, 0, 0, 0);

        assertThat(trained(batch(new Random(3), 3, 1), perceptive, 2))
                .isEqualTo(trained(batch(new Random(3), 3, 1), plain, 2));
    }

    /** The groups of a batch, with images that a worker has measured. */
    private static ExperienceBatch seenBatch(Random random) {
        byte[] raw = new byte[SmallPolicy.config().imageValues()];
        random.nextBytes(raw);
        EncodedImage image = EncodedImage.of("image/x-raw", raw);
        List<ReadGroup> read = new ArrayList<>();
        for (ReadGroup group : batch(random, 2, 0).groups()) {
            TrainableGroup given = group.trainable().orElseThrow();
            List<TrainableTrajectory> trajectories =
                    given.trajectories().stream().map(StepTrainerTest::measured).toList();
            read.add(new ReadGroup(
                    given.id(),
                    Optional.of(new TrainableGroup(given.id(), seen(given.prompt(), image), 0, 1, trajectories)),
                    List.of()));
        }
        return new ExperienceBatch(0, read, 2, Duration.ZERO, Duration.ZERO);
    }

    private static PolicyInput seen(PolicyInput prompt, EncodedImage image) {
        PromptFormat.EncodedPrompt encoded = SmallPolicy.intake().recorded(prompt.tokens(), List.of(image));
        return ((PromptFormat.EncodedPrompt.Ready) encoded).input();
    }

    private static TrainableTrajectory measured(TrainableTrajectory given) {
        PackedFloats zeros = PackedFloats.of(new float[given.length()]);
        TokenCredit credit = new TokenCredit(
                Optional.of(new TokenCredit.Dependency(zeros, zeros, new ViewSettings(0.5, 0.05), 5)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return Altered.of(given).with("credit", credit).get();
    }

    @Test
    void shouldDoNothingWithNothing() {
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepResult result = steps(policy, ObjectiveConfig.defaults(), 1)
                    .train(new ExperienceBatch(0, List.of(), 0, Duration.ZERO, Duration.ZERO), 1e-2);

            assertThat(result).isEqualTo(new StepResult.Empty());
        }
    }

    private static Map<String, Tensor> trained(ExperienceBatch batch, ObjectiveConfig objective, int microBatchGroups) {
        return trained(batch, objective, MicroBatchLimit.ofGroups(microBatchGroups));
    }

    private static Map<String, Tensor> trained(
            ExperienceBatch batch, ObjectiveConfig objective, MicroBatchLimit limit) {
        try (TrainablePolicy policy = policy(PLAIN)) {
            StepResult result =
                    new StepTrainer(policy, StepSettings.of(objective, limit), Clock.systemUTC()).train(batch, 1);
            assertThat(result).isInstanceOf(StepResult.Trained.class);
            return Tensor.copiesOf(policy.weights());
        }
    }

    private static TrainablePolicy policy(AdamWSettings settings) {
        return SmallPolicy.trainable(new TrainingSettings(settings, 1, true, true, Adaptation.FULL, true));
    }

    private static StepTrainer steps(TrainablePolicy policy, ObjectiveConfig objective, int microBatchGroups) {
        return new StepTrainer(
                policy, StepSettings.of(objective, MicroBatchLimit.ofGroups(microBatchGroups)), Clock.systemUTC());
    }

    private static ObjectiveConfig objective(Aggregation aggregation) {
        return Objectives.of(0.2, 0.28, 3, aggregation, 8, OffPolicyCorrection.TRUNCATE, 2, 0.001, 0, 0);
    }

    /** Groups of unequal size and trajectories of unequal length; first tokens of even index are rewarded. */
    private static ExperienceBatch batch(Random random, int groups, float scale) {
        List<ReadGroup> read = new ArrayList<>();
        for (int number = 0; number < groups; number++) {
            GroupId id = new GroupId("g" + number);
            PolicyInput prompt =
                    new PolicyInput(SmallPolicy.TOKENIZER.encode("What digit is shown?"), List.of(), List.of());
            List<TrainableTrajectory> trajectories = new ArrayList<>();
            for (int index = 0; index < 2 + number % 3; index++) {
                trajectories.add(
                        trajectory(id, index, 1 + random.nextInt(SmallPolicy.LONGEST_RESPONSE), random, scale));
            }
            read.add(new ReadGroup(id, Optional.of(new TrainableGroup(id, prompt, 0, 1, trajectories)), List.of()));
        }
        return new ExperienceBatch(0, read, groups, Duration.ZERO, Duration.ZERO);
    }

    private static TrainableTrajectory trajectory(GroupId group, int index, int length, Random random, float scale) {
        int[] tokens = new int[length];
        float[] behaviour = new float[length];
        float[] advantages = new float[length];
        for (int i = 0; i < length; i++) {
            tokens[i] = random.nextInt(SmallPolicy.config().vocabulary());
            behaviour[i] = (float) -Math.log(SmallPolicy.config().vocabulary()) + random.nextFloat() - 0.5f;
        }
        Arrays.fill(advantages, (index % 2 == 0 ? 1 : -1) * scale);
        return new TrainableTrajectory(
                new TrajectoryId(group, index),
                Tokens.of(tokens),
                Optional.empty(),
                PackedFloats.of(behaviour),
                PackedFloats.of(advantages),
                1,
                0,
                0,
                PackedInts.of(new int[length]),
                FinishReason.EOS,
                1,
                Map.of(),
                TokenCredit.NONE);
    }
}
