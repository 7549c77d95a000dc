package dev.millrace.learner.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.experience.ReadGroup;
import dev.millrace.learner.experience.TokenCredit;
import dev.millrace.learner.experience.TrainableGroup;
import dev.millrace.learner.experience.TrainableTrajectory;
import dev.millrace.learner.fixture.SmallPolicy;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.testing.Altered;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
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

/** Which groups the policy is asked about, counted at the policy. */
class PassingTest {

    private static final int LENGTH = 5;

    /** The update is the gradient itself. */
    private static final AdamWSettings PLAIN = new AdamWSettings(0, 0, 1, 0);

    private static final ObjectiveConfig SURROGATE_ALONE =
            Altered.of(ObjectiveConfig.defaults()).with("klBeta", 0.0).get();

    @Test
    void shouldAskThePolicyOnlyAboutGroupsWithAnAdvantage() {
        ExperienceBatch batch = batch(1, 0, 0.5f, 0, 0);

        Asked asked = train(SURROGATE_ALONE, batch, false);

        assertThat(asked.groups).isEqualTo(2);
        assertThat(asked.metrics).containsEntry("batch/passed_groups", 2.0);
    }

    @Test
    void shouldTrainAsIfAllHadPassed() {
        ExperienceBatch batch = batch(1, 0, 0.5f, 0, 0);

        Asked some = train(SURROGATE_ALONE, batch, false);

        Asked all = train(SURROGATE_ALONE, batch, true);
        assertThat(all.groups).isEqualTo(5);
        all.weights.forEach((name, tensor) -> assertThat(
                        Objects.requireNonNull(some.weights.get(name)).toFloats())
                .as(name)
                .containsExactly(tensor.toFloats(), within(1e-6f)));
        assertThat(some.metrics.get("actor/pg_loss"))
                .isCloseTo(Objects.requireNonNull(all.metrics.get("actor/pg_loss")), within(1e-6));
    }

    @Test
    void shouldAskAboutAllWhereAnotherTermReadsThem() {
        ObjectiveConfig entropy =
                Altered.of(SURROGATE_ALONE).with("entropyCoefficient", 0.01).get();

        Asked asked = train(entropy, batch(1, 0, 0.5f, 0, 0), false);

        assertThat(asked.groups).isEqualTo(5);
        assertThat(train(ObjectiveConfig.defaults(), batch(1, 0), false).groups)
                .isEqualTo(SURROGATE_ALONE.equals(ObjectiveConfig.defaults()) ? 1 : 2);
    }

    @Test
    void shouldMakeAStepOfABatchThatTeachesNothing() {
        ExperienceBatch batch = batch(0, 0, 0);

        Asked asked = train(SURROGATE_ALONE, batch, false);

        assertThat(asked.groups).isZero();
        assertThat(asked.metrics).containsEntry("actor/grad_norm", 0.0).doesNotContainKey("entropy");
        Map<String, Tensor> all = train(SURROGATE_ALONE, batch, true).weights;
        all.forEach((name, tensor) -> assertThat(
                        Objects.requireNonNull(asked.weights.get(name)).toFloats())
                .as(name)
                .containsExactly(tensor.toFloats()));
    }

    /** What a policy was asked, and what came of it. */
    private static final class Asked {
        private int groups;
        private Map<String, Double> metrics = Map.of();
        private Map<String, Tensor> weights = Map.of();
    }

    private static Asked train(ObjectiveConfig objective, ExperienceBatch batch, boolean hasOwnLoss) {
        Asked asked = new Asked();
        try (TrainablePolicy policy =
                        SmallPolicy.trainable(new TrainingSettings(PLAIN, 1, true, true, Adaptation.FULL, true));
                StepTrainer steps = new StepTrainer(
                        counted(policy, asked, hasOwnLoss),
                        StepSettings.of(objective, MicroBatchLimit.ofGroups(2)),
                        Clock.systemUTC())) {
            StepResult result = steps.train(batch, 1);
            assertThat(result).isInstanceOf(StepResult.Trained.class);
            asked.metrics = result.metrics();
            asked.weights = Tensor.copiesOf(policy.weights());
        }
        return asked;
    }

    private static TrainablePolicy counted(TrainablePolicy policy, Asked asked, boolean hasOwnLoss) {
        return (TrainablePolicy) Proxy.newProxyInstance(
                PassingTest.class.getClassLoader(), new Class<?>[] {TrainablePolicy.class}, (proxy, method, given) -> {
                    if (method.getName().equals("hasOwnLoss")) {
                        return hasOwnLoss;
                    }
                    if (method.getName().equals("accumulate") && given[0] instanceof AnswerBatch answers) {
                        asked.groups += answers.groups().size();
                    }
                    try {
                        return method.invoke(policy, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Groups of two answers, of which one is so much better than the other. */
    private static ExperienceBatch batch(float... advantages) {
        Random random = new Random(3);
        List<ReadGroup> read = new ArrayList<>();
        for (float advantage : advantages) {
            GroupId id = new GroupId("g" + read.size());
            PolicyInput prompt =
                    new PolicyInput(SmallPolicy.TOKENIZER.encode("What digit is shown?"), List.of(), List.of());
            List<TrainableTrajectory> answers =
                    List.of(answer(id, 0, random, advantage), answer(id, 1, random, -advantage));
            read.add(new ReadGroup(id, Optional.of(new TrainableGroup(id, prompt, 0, advantage, answers)), List.of()));
        }
        return new ExperienceBatch(0, read, read.size(), Duration.ZERO, Duration.ZERO);
    }

    private static TrainableTrajectory answer(GroupId group, int index, Random random, float advantage) {
        int[] tokens = new int[LENGTH];
        float[] behaviour = new float[LENGTH];
        float[] advantages = new float[LENGTH];
        Arrays.fill(advantages, advantage);
        for (int t = 0; t < LENGTH; t++) {
            tokens[t] = random.nextInt(SmallPolicy.config().vocabulary());
            behaviour[t] = (float) -Math.log(SmallPolicy.config().vocabulary());
        }
        return new TrainableTrajectory(
                new TrajectoryId(group, index),
                Tokens.of(tokens),
                Optional.empty(),
                PackedFloats.of(behaviour),
                PackedFloats.of(advantages),
                1,
                0,
                0,
                PackedInts.of(new int[LENGTH]),
                FinishReason.EOS,
                advantage,
                Map.of(),
                TokenCredit.NONE);
    }
}
