package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.millrace.learner.fixture.Objectives;
import dev.millrace.learner.fixture.RecordedGroup;
import dev.millrace.learner.fixture.Recording;
import dev.millrace.models.engine.GradientScope;
import dev.millrace.policy.learning.StepLoss;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Derivatives that are written out are those that the engine finds, on batches as they were recorded. */
class AutogradTest {

    private static final List<RecordedGroup> RECORDED = Recording.mixed(6, 4);
    private static final double RELATIVE = 1e-6;

    @ParameterizedTest
    @EnumSource(OffPolicyCorrection.class)
    void shouldEqualTheDerivativesByEachTokensValues(OffPolicyCorrection correction) {
        // Given recorded answers, under a policy and a reference that have moved since
        Random random = new Random(3);
        ObjectiveConfig config =
                Objectives.of(0.2, 0.28, 3, Aggregation.SEQ_MEAN_TOKEN_MEAN, 8, correction, 2, 0.3, 0.1, 0.02);
        List<float[]> behaviour = logProbs(0);
        float[] policy = moved(behaviour, random, 0.4f);
        TokenBatch batch = batch(config, behaviour, random);
        float[] entropies = positive(policy.length, random);
        float[] divergences = positive(policy.length, random);

        // When
        TokenLoss.Slopes slopes =
                new PolicyLoss(config).of(new TokenLoss.Values(policy, entropies, divergences), batch);

        // Then
        try (GradientScope scope = GradientScope.open()) {
            NDArray byLogProb = variable(scope, policy);
            NDArray byEntropy = variable(scope, entropies);
            NDArray byDivergence = variable(scope, divergences);
            NDArray loss = new NativeObjective(config, scope.manager(), policy.length)
                    .loss(byLogProb, byEntropy, byDivergence, batch);
            scope.backward(loss);
            assertThat((double) slopes.loss()).isCloseTo(loss.getFloat(), within(1e-6));
            assertClose(slopes.byLogProb(), byLogProb);
            assertClose(slopes.byEntropy().orElseThrow(), byEntropy);
            assertClose(slopes.byDivergence().orElseThrow(), byDivergence);
        }
    }

    @ParameterizedTest
    @EnumSource(OffPolicyCorrection.class)
    void shouldEqualTheDerivativesByEachDenoisingStepsValues(OffPolicyCorrection correction) {
        // Given recorded drawings, some steps of which the clip holds
        Random random = new Random(3);
        ObjectiveConfig config = Objectives.of(0.2, 0.28, 3, Aggregation.TOKEN_MEAN, 8, correction, 2, 0, 0, 0);
        List<float[]> behaviour = logProbs(1);
        float[] policy = moved(behaviour, random, 2e-4f);
        TokenBatch batch = batch(config, behaviour, random);
        float[] divergences = positive(policy.length, random);

        // When
        StepLoss.Slopes slopes = new DrawingLoss(config).of(new StepLoss.Values(policy, divergences), batch);

        // Then
        try (GradientScope scope = GradientScope.open()) {
            NDArray byLogProb = variable(scope, policy);
            NDArray byDivergence = variable(scope, divergences);
            NDArray loss = new NativeObjective(config, scope.manager(), policy.length)
                    .drawingLoss(byLogProb, Optional.of(byDivergence), batch);
            scope.backward(loss);
            assertThat((double) slopes.loss()).isCloseTo(loss.getFloat(), within(1e-6));
            assertClose(slopes.byLogProb(), byLogProb);
            assertClose(slopes.byDivergence().orElseThrow(), byDivergence);
        }
    }

    private static NDArray variable(GradientScope scope, float[] values) {
        NDArray array = scope.manager().create(values, new Shape(values.length));
        array.setRequiresGradient(true);
        return array;
    }

    private static void assertClose(float[] slopes, NDArray variable) {
        float[] found = variable.getGradient().toFloatArray();
        for (int i = 0; i < found.length; i++) {
            assertThat((double) slopes[i]).as("value %d", i).isCloseTo(found[i], within(RELATIVE * scale(found)));
        }
    }

    private static double scale(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Recorded log-probabilities of answers (0) or of images (1). */
    private static List<float[]> logProbs(int turn) {
        List<float[]> all = new ArrayList<>();
        for (int group = turn; group < RECORDED.size(); group += 2) {
            for (Trajectory trajectory : RECORDED.get(group).trajectories()) {
                all.add(PackedFloats.view(trajectory.getLogprobs()).toArray());
            }
        }
        return all;
    }

    private static TokenBatch batch(ObjectiveConfig config, List<float[]> behaviour, Random random) {
        int tokens = behaviour.stream().mapToInt(row -> row.length).sum();
        BatchSize size = new BatchSize(behaviour.size(), tokens);
        TokenBatch.Builder batch = new TokenBatch.Builder();
        int begin = 0;
        for (float[] row : behaviour) {
            float[] advantages = new float[row.length];
            Arrays.fill(advantages, (float) random.nextGaussian());
            batch.sequence(TokenBatch.Sequence.of(begin, row, advantages, config.tokenWeight(row.length, size))
                    .withReference(moved(List.of(row), random, 0.4f)));
            begin += row.length;
        }
        return batch.build();
    }

    private static float[] moved(List<float[]> rows, Random random, float by) {
        float[] flat = new float[rows.stream().mapToInt(row -> row.length).sum()];
        int next = 0;
        for (float[] row : rows) {
            for (float value : row) {
                flat[next++] = value + by * (float) random.nextGaussian();
            }
        }
        return flat;
    }

    private static float[] positive(int length, Random random) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }
}
