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
import dev.millrace.learner.objective.DrawingObjectiveConfig;
import dev.millrace.learner.objective.ObjectiveConfig;
import dev.millrace.learner.objective.OffPolicyCorrection;
import dev.millrace.models.mot.flow.FlowSampler;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.Completion;
import dev.millrace.models.mot.sampling.Sampler;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.drawing.FlowKl;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.text.Tokens;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixedStepTest {

    private static final AdamWSettings PLAIN = new AdamWSettings(0, 0, 1, 0);
    private static final FlowSettings FLOW = new FlowSettings(6, 3, 0.7, 1, 1);
    private static final int GROUP = 4;

    @ParameterizedTest
    @EnumSource(FlowKl.class)
    void shouldBeginWithRatiosOfOneAndNoDivergence(FlowKl form) {
        Map<String, Double> metrics =
                oneStep(batch(2, 2), objective(1, 1, form)).metrics();

        assertThat(metrics.get("drawing/ratio/mean")).isCloseTo(1, within(1e-5));
        assertThat(metrics.get("drawing/ratio/max")).isCloseTo(1, within(1e-5));
        assertThat(metrics.get("drawing/kl")).isCloseTo(0, within(1e-9));
        assertThat(metrics.get("ratio/max")).isCloseTo(1, within(1e-4));
        assertThat(metrics.get("actor/grad_norm/reasoning")).isPositive();
        assertThat(metrics.get("actor/grad_norm/generative")).isPositive();
    }

    @Test
    void shouldTrainAlikeHoweverAMixedBatchIsCut() {
        ExperienceBatch batch = batch(3, 3);

        Map<String, Tensor> whole = trained(batch, 6);
        Map<String, Tensor> cut = trained(batch, 1);

        whole.forEach((name, tensor) -> {
            float[] expected = tensor.toFloats();
            float[] actual = Objects.requireNonNull(cut.get(name)).toFloats();
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(1e-5f));
            }
        });
    }

    @Test
    void shouldMakeRewardedImagesLikelierAndMoveAwayFromTheReference() {
        ExperienceBatch batch = batch(0, 3);
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            StepTrainer steps = steps(policy, objective(0, 1, FlowKl.EXACT), 2);

            List<Map<String, Double>> seen = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                seen.add(steps.train(batch, 3e-3).metrics());
            }

            assertThat(seen.get(14).get("drawing/pg_loss"))
                    .isLessThan(seen.get(0).get("drawing/pg_loss"));
            assertThat(seen.get(14).get("drawing/kl")).isPositive();
            assertThat(seen.get(14).get("drawing/ratio/max")).isGreaterThan(1);
        }
    }

    @Test
    void shouldNameBothFormsOfTheDivergenceApart() {
        ExperienceBatch batch = batch(0, 1);

        double exact = divergenceAfterAStep(batch, FlowKl.EXACT);
        double published = divergenceAfterAStep(batch, FlowKl.PUBLISHED);

        // Evenly spaced, 6 steps: the published form lacks |dt| = 1/6.
        assertThat(exact / published).isCloseTo(6, within(0.05));
    }

    @Test
    void shouldClipByTheEpsilonOfDrawings() {
        ExperienceBatch batch = batch(1, 2);
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            ObjectiveConfig clipping = objective(OffPolicyCorrection.NONE, 1, 1, FlowKl.EXACT);
            StepTrainer steps = steps(policy, clipping, 2);
            steps.train(batch, 1e-2);

            Map<String, Double> second = steps.train(batch, 1e-2).metrics();

            double clipped = second.getOrDefault("drawing/clip_ratio/low", 0.0)
                    + second.getOrDefault("drawing/clip_ratio/high", 0.0);
            assertThat(clipped).isGreaterThan(0.1);
        }
    }

    @Test
    void shouldLeaveTheGenerativeExpertAloneWhereDrawingsHaveNoWeight() {
        StepResult result = oneStep(batch(2, 2), objective(1, 0, FlowKl.EXACT));

        assertThat(result.metrics().get("actor/grad_norm/generative")).isZero();
        assertThat(result.metrics().get("actor/grad_norm/reasoning")).isPositive();
    }

    @Test
    void shouldTrainImagesAlone() {
        StepResult result = oneStep(batch(0, 2), objective(1, 1, FlowKl.EXACT));

        assertThat(result).isInstanceOf(StepResult.Trained.class);
        assertThat(result.metrics()).doesNotContainKey("entropy").containsKey("drawing/pg_loss");
    }

    private static double divergenceAfterAStep(ExperienceBatch batch, FlowKl form) {
        try (TrainablePolicy policy = policy(PLAIN)) {
            StepTrainer steps = steps(policy, objective(0, 1, form), 1);
            steps.train(batch, 1);
            return Objects.requireNonNull(steps.train(batch, 1).metrics().get("drawing/kl"));
        }
    }

    private static StepResult oneStep(ExperienceBatch batch, ObjectiveConfig objective) {
        try (TrainablePolicy policy = policy(AdamWSettings.DEFAULT)) {
            return steps(policy, objective, 2).train(batch, 1e-3);
        }
    }

    private static Map<String, Tensor> trained(ExperienceBatch batch, int microBatchGroups) {
        try (TrainablePolicy policy = policy(PLAIN)) {
            assertThat(steps(policy, objective(1, 1, FlowKl.EXACT), microBatchGroups)
                            .train(batch, 1))
                    .isInstanceOf(StepResult.Trained.class);
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

    private static ObjectiveConfig objective(double textWeight, double drawingWeight, FlowKl form) {
        return objective(OffPolicyCorrection.TRUNCATE, textWeight, drawingWeight, form);
    }

    private static ObjectiveConfig objective(
            OffPolicyCorrection correction, double textWeight, double drawingWeight, FlowKl form) {
        return Altered.of(Objectives.of(0.2, 0.28, 3, Aggregation.TOKEN_MEAN, 8, correction, 2, 0.001, 0, 0))
                .with("textWeight", textWeight)
                .with("drawingWeight", drawingWeight)
                .with("drawing", new DrawingObjectiveConfig(1e-4, 1e-4, 0.04, form))
                .get();
    }

    /** Groups of answers and of images in turn, as the fresh policy samples them. */
    private static ExperienceBatch batch(int answered, int drawn) {
        List<ReadGroup> read = new ArrayList<>();
        try (PolicyWeights weights = SmallPolicy.weights();
                WeightsLease lease = weights.lease()) {
            for (int number = 0; number < Math.max(answered, drawn); number++) {
                if (number < answered) {
                    read.add(group("answers-" + number, number, (prompt, seed) -> answers(lease, prompt, seed)));
                }
                if (number < drawn) {
                    read.add(group("images-" + number, number, (prompt, seed) -> images(lease, prompt, seed)));
                }
            }
        }
        return new ExperienceBatch(0, read, read.size(), Duration.ZERO, Duration.ZERO);
    }

    private interface Outputs {
        List<Sampled> of(ModelPrompt prompt, long seed);
    }

    private record Sampled(Tokens tokens, Optional<FlowPath> path, PackedFloats logProbs) {}

    private static ReadGroup group(String name, int number, Outputs outputs) {
        GroupId id = new GroupId(name);
        String question = number % 2 == 0 ? "What digit is shown?" : "How many 9s are there?";
        ModelPrompt prompt = new ModelPrompt(SmallPolicy.TOKENIZER.encode(question), Optional.empty());
        List<Sampled> sampled = outputs.of(prompt, 17 + number);
        List<TrainableTrajectory> trajectories = new ArrayList<>();
        for (int index = 0; index < sampled.size(); index++) {
            trajectories.add(trajectory(new TrajectoryId(id, index), sampled.get(index)));
        }
        PolicyInput asked = new PolicyInput(prompt.text(), List.of(), List.of());
        return new ReadGroup(id, Optional.of(new TrainableGroup(id, asked, 0, 1, trajectories)), List.of());
    }

    private static TrainableTrajectory trajectory(TrajectoryId id, Sampled sampled) {
        float[] advantages = new float[sampled.logProbs().length()];
        Arrays.fill(advantages, id.index() % 2 == 0 ? 1 : -1);
        return new TrainableTrajectory(
                id,
                sampled.tokens(),
                sampled.path(),
                sampled.logProbs(),
                PackedFloats.of(advantages),
                1,
                0,
                0,
                PackedInts.of(new int[advantages.length]),
                FinishReason.EOS,
                1,
                Map.of(),
                TokenCredit.NONE);
    }

    private static List<Sampled> answers(WeightsLease weights, ModelPrompt prompt, long seed) {
        List<Completion> completions = new Sampler(SmallPolicy.SPECIAL)
                .sample(
                        weights,
                        List.of(new SamplingRequest(prompt, seed)),
                        new SamplingSettings(GROUP, 1, SmallPolicy.LONGEST_RESPONSE))
                .get(0);
        return completions.stream()
                .map(completion -> new Sampled(
                        completion.tokens(),
                        Optional.empty(),
                        PackedFloats.of(completion.logProbs().toArray())))
                .toList();
    }

    private static List<Sampled> images(WeightsLease weights, ModelPrompt prompt, long seed) {
        return new FlowSampler(SmallPolicy.SPECIAL)
                .draw(weights, List.of(new SamplingRequest(prompt, seed)), GROUP, FLOW).get(0).stream()
                        .map(drawing -> drawing.path().orElseThrow())
                        .map(path -> new Sampled(Tokens.of(), Optional.of(path), PackedFloats.of(path.logProbs())))
                        .toList();
    }
}
