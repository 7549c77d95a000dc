package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.fixture.Objectives;
import dev.millrace.policy.learning.TokenLoss;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The form with derivatives, held to the vectors, to the form in doubles and to differences of it. */
class PolicyLossTest {

    private static final Offset<Float> FLOAT32 = within(1e-6f);
    private static final int COLUMNS = 3;
    private static final double BETA = 0.3;
    private static final double ENTROPY = -0.1;
    private static final double PERCEPTION = 0.02;

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
        TokenBatch batch = batch(config, vectors.input("old"), vectors.advantages(), null);

        assertThat(slopes(config, vectors.input("logp"), batch).loss()).isCloseTo((float) vectors.number(key), FLOAT32);
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
        double[][] proximal = vectors.input("old");
        TokenBatch known = batch(config, vectors.input("behav"), vectors.advantages(), null);
        TokenBatch.Builder batch = new TokenBatch.Builder();
        for (int i = 0; i < proximal.length; i++) {
            batch.sequence(known.sequence(i).withProximal(floats(proximal[i])));
        }

        assertThat(slopes(config, vectors.input("logp"), batch.build()).loss())
                .isCloseTo((float) vectors.number(key), FLOAT32);
    }

    @Test
    void shouldHaveTheGradientOfK2TowardsTheReference() {
        ObjectiveConfig config = config(0.2, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0.5);
        double[][] policy = vectors.input("logp");
        double[][] reference = vectors.input("ref");
        TokenBatch batch = batch(config, policy, new double[] {0, 0}, reference);

        float[] gradient = slopes(config, policy, batch).byLogProb();

        assertThat(gradient[0]).isCloseTo((float) (0.5 * (policy[0][0] - reference[0][0]) / 5), FLOAT32);
        assertThat(gradient[5]).as("padding").isZero();
    }

    @ParameterizedTest
    @EnumSource(OffPolicyCorrection.class)
    void shouldEqualTheFormInDoubles(OffPolicyCorrection correction) {
        ObjectiveConfig config = config(0.28, Aggregation.SEQ_MEAN_TOKEN_MEAN, correction, 0);
        double[][] policy = vectors.input("logp");
        TokenBatch batch = batch(config, vectors.input("behav"), vectors.advantages(), null);

        LossStatistics statistics = new LossStatistics(config);
        statistics.add(batch, values(flat(policy), null));

        assertThat(slopes(config, policy, batch).loss()).isCloseTo((float) statistics.policyLoss(), FLOAT32);
        assertThat(statistics.tokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(OffPolicyCorrection.class)
    void shouldHaveTheSlopesOfTheFormInDoubles(OffPolicyCorrection correction) {
        // Given every term of the objective, and tokens on both sides of the clips
        ObjectiveConfig config = everything(correction);
        Random random = new Random(7);
        double[][] behaviour = random(random, -3, -0.5, 6);
        double[][] reference = random(random, -3, -0.5, 6);
        double[] advantages = {1.5, -0.7, 0, 2, -1, 0.3};
        TokenBatch batch = batch(config, behaviour, advantages, reference);
        float[] logProbs = flat(random(random, -3, -0.5, 6));
        float[] entropies = flat(random(random, 0, 2, 6));
        float[] divergences = flat(random(random, 0, 1, 6));

        // When
        TokenLoss.Slopes slopes =
                new PolicyLoss(config).of(new TokenLoss.Values(logProbs, entropies, divergences), batch);

        // Then
        double loss = 0;
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence row = batch.sequence(number);
            for (int t = 0; t < row.length(); t++) {
                int at = row.begin() + t;
                double h = 1e-6;
                double above = ofToken(config, row, t, logProbs[at], logProbs[at] + h, entropies[at], divergences[at]);
                double below = ofToken(config, row, t, logProbs[at], logProbs[at] - h, entropies[at], divergences[at]);
                loss += ofToken(config, row, t, logProbs[at], logProbs[at], entropies[at], divergences[at]);
                assertThat(slopes.byLogProb()[at])
                        .as("token %d", at)
                        .isCloseTo((float) ((above - below) / (2 * h)), FLOAT32);
                assertThat(slopes.byEntropy().orElseThrow()[at]).isCloseTo((float) (-ENTROPY * row.weight()), FLOAT32);
                assertThat(slopes.byDivergence().orElseThrow()[at])
                        .isCloseTo((float) (-PERCEPTION * row.weight()), FLOAT32);
            }
        }
        assertThat(slopes.loss()).isCloseTo((float) loss, within(3e-6f));
    }

    /** The weighted loss of a token by the formulas in doubles; {@code fixed} is log π_θ where it carries no gradient. */
    private static double ofToken(
            ObjectiveConfig config,
            TokenBatch.Sequence row,
            int t,
            double fixed,
            double logProb,
            double entropy,
            double divergence) {
        double behaviour = row.behaviour(t);
        double old = config.correction().decoupled() ? fixed : behaviour;
        double surrogate = config.correction().weight(fixed - behaviour, config.correctionCap())
                * config.clipped().of(logProb - old, row.advantage(t));
        return row.weight()
                * (surrogate + BETA * Kl.k2(logProb, row.reference(t)) - ENTROPY * entropy - PERCEPTION * divergence);
    }

    @Test
    void shouldHaveNoSlopesByWhatItDoesNotDependOn() {
        ObjectiveConfig config = config(0.28, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0);
        TokenBatch batch = batch(config, vectors.input("behav"), vectors.advantages(), null);

        TokenLoss.Slopes slopes =
                new PolicyLoss(config).of(values(flat(vectors.input("logp")), new float[2 * COLUMNS]), batch);

        assertThat(slopes.byEntropy()).isEmpty();
        assertThat(slopes.byDivergence()).isEmpty();
    }

    @Test
    void shouldAddUpTheSlopesOfEqualAnswers() {
        // Given two answers alike but for their advantages, at one place
        ObjectiveConfig config = config(0.28, Aggregation.TOKEN_MEAN, OffPolicyCorrection.TRUNCATE, 0);
        TokenBatch batch = new TokenBatch.Builder()
                .sequence(0, new float[] {-1, -2}, new float[] {1, 1}, 0.25)
                .sequence(0, new float[] {-1, -2}, new float[] {-0.5f, -0.5f}, 0.25)
                .build();

        // When
        TokenLoss.Slopes slopes = new PolicyLoss(config).of(values(new float[] {-1, -2}, null), batch);

        // Then
        assertThat(slopes.byLogProb()).containsExactly(-0.125f, -0.125f);
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
        TokenBatch batch = batch(config, new double[][] {{-1000, -1000, 0}}, new double[] {0}, null);

        TokenLoss.Slopes slopes = slopes(config, new double[][] {{-1, 0, -1000}}, batch);

        assertThat(slopes.loss()).isFinite();
        for (float slope : slopes.byLogProb()) {
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
        TokenBatch.Builder builder = new TokenBatch.Builder();
        for (int i = from; i < to; i++) {
            float[] same = new float[COLUMNS];
            Arrays.fill(same, (float) advantages[i % COLUMNS]);
            builder.sequence((i - from) * COLUMNS, floats(behaviour[i]), same, config.tokenWeight(COLUMNS, size));
        }
        return slopes(config, part, builder.build()).loss();
    }

    private static TokenLoss.Slopes slopes(ObjectiveConfig config, double[][] policy, TokenBatch batch) {
        return new PolicyLoss(config).of(values(flat(policy), null), batch);
    }

    private static TokenLoss.Values values(float[] logProbs, float @Nullable [] divergences) {
        return new TokenLoss.Values(logProbs, new float[logProbs.length], divergences);
    }

    /** Rows of at most three tokens, each beginning at a multiple of three. */
    private static TokenBatch batch(
            ObjectiveConfig config, double[][] behaviour, double[] advantages, double @Nullable [][] reference) {
        int tokens = Arrays.stream(behaviour).mapToInt(row -> row.length).sum();
        BatchSize size = new BatchSize(behaviour.length, tokens);
        TokenBatch.Builder builder = new TokenBatch.Builder();
        for (int i = 0; i < behaviour.length; i++) {
            float[] same = new float[behaviour[i].length];
            Arrays.fill(same, (float) advantages[i]);
            builder.sequence(TokenBatch.Sequence.of(
                            i * COLUMNS, floats(behaviour[i]), same, config.tokenWeight(behaviour[i].length, size))
                    .withReference(reference == null ? null : floats(reference[i])));
        }
        return builder.build();
    }

    private static ObjectiveConfig config(
            double epsilonHigh, Aggregation aggregation, OffPolicyCorrection correction, double beta) {
        return Objectives.of(0.2, epsilonHigh, 3, aggregation, 8, correction, 2, beta, 0, 0);
    }

    private static ObjectiveConfig everything(OffPolicyCorrection correction) {
        return Objectives.of(0.2, 0.28, 3, Aggregation.SEQ_MEAN_TOKEN_SUM, 8, correction, 2, BETA, ENTROPY, PERCEPTION);
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
