package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.GradientScope;
import dev.millrace.models.engine.PolicyEngine;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The native form, held to the vectors and to the pure form. */
class PolicyLossTest {

    private static final Offset<Float> FLOAT32 = within(1e-6f);
    private static final int COLUMNS = 3;

    private final Vectors vectors = new Vectors();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "TOKEN_MEAN; C3.token-mean(clip .2/.28)",
                "SEQ_MEAN_TOKEN_MEAN; C3.seq-mean-token-mean(clip .2/.28)",
                "SEQ_MEAN_TOKEN_SUM; C3.seq-mean-token-sum(clip .2/.28)",
                "CONSTANT_LENGTH; C4.dr_grpo trl L=8 (sum/(B*L))"
            })
    void shouldAggregateAsTheVectorsDo(Aggregation aggregation, String key) {
        ObjectiveConfig config = config(0.28, aggregation, OffPolicyCorrection.NONE, 0);
        TokenBatch batch = batch(config, vectors.input("old"), vectors.advantages());

        assertThat(lossAndGradient(config, vectors.input("logp"), batch).loss())
                .isCloseTo((float) vectors.number(key), FLOAT32);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "TRUNCATE; E6.decoupled PPO loss (clip .2, token clamp<=2, token-mean)",
                "MASK; E7.areal decoupled, action=mask upper=2 (denominator = original 5 tokens)"
            })
    void shouldCorrectAsTheVectorsDo(OffPolicyCorrection correction, String key) {
        ObjectiveConfig config = config(0.2, Aggregation.TOKEN_MEAN, correction, 0);
        TokenBatch batch = batch(config, vectors.input("behav"), vectors.advantages());

        try (NDManager manager = PolicyEngine.get().newManager()) {
            NDArray losses = new PolicyLoss(config)
                    .surrogate(
                            manager,
                            padded(manager, vectors.input("logp")),
                            padded(manager, vectors.input("old")),
                            batch.behaviour(manager),
                            batch);

            assertThat(losses.mul(batch.weights(manager)).sum().getFloat())
                    .isCloseTo((float) vectors.number(key), FLOAT32);
        }
    }

    @Test
    void shouldHaveTheGradientOfK2TowardsTheReference() {
        ObjectiveConfig config = config(0.2, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0.5);
        double[][] policy = vectors.input("logp");
        double[][] reference = vectors.input("ref");
        TokenBatch batch = builder(config, policy, new double[] {0, 0})
                .reference(flat(reference))
                .build();

        float[] gradient = lossAndGradient(config, policy, batch).gradient();

        assertThat(gradient[0]).isCloseTo((float) (0.5 * (policy[0][0] - reference[0][0]) / 5), FLOAT32);
        assertThat(gradient[5]).as("padding").isZero();
    }

    @ParameterizedTest
    @EnumSource(OffPolicyCorrection.class)
    void shouldEqualThePureFormAndItsSlope(OffPolicyCorrection correction) {
        ObjectiveConfig config = config(0.28, Aggregation.SEQ_MEAN_TOKEN_MEAN, correction, 0);
        double[][] policy = vectors.input("logp");
        TokenBatch batch = batch(config, vectors.input("behav"), vectors.advantages());

        Result result = lossAndGradient(config, policy, batch);

        LossStatistics statistics = new LossStatistics(config);
        statistics.add(batch, flat(policy), new float[2 * COLUMNS]);
        assertThat(result.loss()).isCloseTo((float) statistics.policyLoss(), FLOAT32);
        assertThat(statistics.tokens()).isEqualTo(5);
        ClippedLoss clipped = config.clipped();
        for (int i = 0; i < policy.length; i++) {
            for (int t = 0; t < policy[i].length; t++) {
                double old = correction.decoupled() ? policy[i][t] : batch.behaviour(i, t);
                double h = 1e-6;
                double slope = (clipped.of(policy[i][t] + h - old, batch.advantage(i, t))
                                - clipped.of(policy[i][t] - h - old, batch.advantage(i, t)))
                        / (2 * h);
                double expected = slope
                        * batch.weight(i, t)
                        * correction.weight(policy[i][t], batch.behaviour(i, t), config.correctionCap());
                assertThat(result.gradient()[i * COLUMNS + t]).isCloseTo((float) expected, FLOAT32);
            }
        }
    }

    @Test
    void shouldRaiseTheDivergenceToTheMaskedView() {
        double gamma = 0.02;
        ObjectiveConfig config = new ObjectiveConfig(
                0.2, 0.28, 3, Aggregation.TOKEN_MEAN, 8, OffPolicyCorrection.TRUNCATE, 2, 0, 0, gamma);
        TokenBatch batch = batch(config, new double[][] {{-1, -1}}, new double[] {0});
        Random random = new Random(5);
        double[][] seen = random(random, -2, 2, 3);
        double[][] masked = random(random, -2, 2, 3);
        try (GradientScope scope = GradientScope.open()) {
            NDManager manager = scope.manager();
            NDArray seenLogits = manager.create(flat(seen), new Shape(1, COLUMNS, 3));
            NDArray maskedLogits = manager.create(flat(masked), new Shape(1, COLUMNS, 3));
            seenLogits.setRequiresGradient(true);
            maskedLogits.setRequiresGradient(true);
            NDArray logProbs = manager.create(new float[] {-1, -1, 0}, new Shape(1, COLUMNS));

            NDArray loss = new PolicyLoss(config)
                    .of(
                            manager,
                            logProbs,
                            null,
                            Perception.divergence(seenLogits.logSoftmax(2), maskedLogits.logSoftmax(2)),
                            batch);
            scope.backward(loss);

            assertThat((double) loss.getFloat()).isCloseTo(perceptionLoss(gamma, seen, masked), within(1e-6));
            float[] slopes = seenLogits.getGradient().toFloatArray();
            float[] maskedSlopes = maskedLogits.getGradient().toFloatArray();
            for (int t = 0; t < COLUMNS; t++) {
                for (int v = 0; v < 3; v++) {
                    assertThat((double) slopes[t * 3 + v])
                            .isCloseTo(slope(gamma, seen, masked, seen, t, v), within(1e-5));
                    assertThat((double) maskedSlopes[t * 3 + v])
                            .isCloseTo(slope(gamma, seen, masked, masked, t, v), within(1e-5));
                }
            }
        }
    }

    private static double slope(double gamma, double[][] seen, double[][] masked, double[][] moved, int t, int v) {
        double h = 1e-6;
        double at = moved[t][v];
        moved[t][v] = at + h;
        double above = perceptionLoss(gamma, seen, masked);
        moved[t][v] = at - h;
        double below = perceptionLoss(gamma, seen, masked);
        moved[t][v] = at;
        return (above - below) / (2 * h);
    }

    /** −γ times the mean divergence of the two real tokens; the third pads. */
    private static double perceptionLoss(double gamma, double[][] seen, double[][] masked) {
        double divergence = 0;
        for (int t = 0; t < 2; t++) {
            for (int v = 0; v < 3; v++) {
                double p = Math.exp(seen[t][v]) / mass(seen[t]);
                double q = Math.exp(masked[t][v]) / mass(masked[t]);
                divergence += p * Math.log(p / q);
            }
        }
        return -gamma * divergence / 2;
    }

    private static double mass(double[] logits) {
        return Arrays.stream(logits).map(Math::exp).sum();
    }

    @Test
    void shouldAddUpOverMicroBatches() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ObjectiveConfig config = config(0.28, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0);
        double[][] policy = random(random, -3, 0, 8);
        double[][] behaviour = random(random, -3, 0, 8);
        double[] advantages = random(random, -2, 2, 1)[0];
        BatchSize size = new BatchSize(8, 24);

        float whole = lossOf(config, policy, behaviour, advantages, size, 0, 8);
        float parts = lossOf(config, policy, behaviour, advantages, size, 0, 3)
                + lossOf(config, policy, behaviour, advantages, size, 3, 8);

        assertThat(parts).as("seed %d", seed).isCloseTo(whole, FLOAT32);
    }

    @Test
    void shouldHaveFiniteGradientsWhereTheRatioIsHuge() {
        ObjectiveConfig config = config(0.28, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0);
        TokenBatch batch = batch(config, new double[][] {{-1000, -1000, 0}}, new double[] {0});

        Result result = lossAndGradient(config, new double[][] {{-1, 0, -1000}}, batch);

        assertThat(result.loss()).isFinite();
        for (float slope : result.gradient()) {
            assertThat(slope).isFinite();
        }
    }

    private float lossOf(
            ObjectiveConfig config,
            double[][] policy,
            double[][] behaviour,
            double[] advantages,
            BatchSize size,
            int from,
            int to) {
        double[][] part = Arrays.copyOfRange(policy, from, to);
        TokenBatch.Builder builder = new TokenBatch.Builder(to - from, COLUMNS);
        for (int i = from; i < to; i++) {
            float[] same = new float[COLUMNS];
            Arrays.fill(same, (float) advantages[i % COLUMNS]);
            builder.sequence(
                    i - from, floats(behaviour[i]), same, config.aggregation().tokenWeight(COLUMNS, size, 1));
        }
        return lossAndGradient(config, part, builder.build()).loss();
    }

    private static Result lossAndGradient(ObjectiveConfig config, double[][] policy, TokenBatch batch) {
        try (GradientScope scope = GradientScope.open()) {
            NDArray logProbs = padded(scope.manager(), policy);
            logProbs.setRequiresGradient(true);
            NDArray loss = new PolicyLoss(config).of(scope.manager(), logProbs, null, batch);
            scope.backward(loss);
            return new Result(loss.getFloat(), logProbs.getGradient().toFloatArray());
        }
    }

    private record Result(float loss, float[] gradient) {}

    private static TokenBatch batch(ObjectiveConfig config, double[][] behaviour, double[] advantages) {
        return builder(config, behaviour, advantages).build();
    }

    private static TokenBatch.Builder builder(ObjectiveConfig config, double[][] behaviour, double[] advantages) {
        int tokens = Arrays.stream(behaviour).mapToInt(row -> row.length).sum();
        BatchSize size = new BatchSize(behaviour.length, tokens);
        TokenBatch.Builder builder = new TokenBatch.Builder(behaviour.length, COLUMNS);
        for (int i = 0; i < behaviour.length; i++) {
            float[] same = new float[behaviour[i].length];
            Arrays.fill(same, (float) advantages[i]);
            builder.sequence(
                    i,
                    floats(behaviour[i]),
                    same,
                    config.aggregation().tokenWeight(behaviour[i].length, size, config.constantLength()));
        }
        return builder;
    }

    private static ObjectiveConfig config(
            double epsilonHigh, Aggregation aggregation, OffPolicyCorrection correction, double beta) {
        return new ObjectiveConfig(0.2, epsilonHigh, 3, aggregation, 8, correction, 2, beta, 0, 0);
    }

    private static NDArray padded(NDManager manager, double[][] rows) {
        return manager.create(flat(rows), new Shape(rows.length, COLUMNS));
    }

    private static float[] flat(double[][] rows) {
        float[] flat = new float[rows.length * COLUMNS];
        for (int i = 0; i < rows.length; i++) {
            for (int t = 0; t < rows[i].length; t++) {
                flat[i * COLUMNS + t] = (float) rows[i][t];
            }
        }
        return flat;
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private static double[][] random(Random random, double from, double to, int rows) {
        double[][] values = new double[rows][COLUMNS];
        for (double[] row : values) {
            for (int t = 0; t < COLUMNS; t++) {
                row[t] = from + random.nextDouble() * (to - from);
            }
        }
        return values;
    }
}
