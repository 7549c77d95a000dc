package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.learner.fixture.Objectives;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pure forms, held to the vectors. */
class ObjectiveFormulasTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final ClippedLoss SYMMETRIC = new ClippedLoss(0.2, 0.2, 3);
    private static final ClippedLoss ASYMMETRIC = new ClippedLoss(0.2, 0.28, 3);

    private final Vectors vectors = new Vectors();
    private final double[][] policy = vectors.input("logp");
    private final double[][] old = vectors.input("old");
    private final double[][] reference = vectors.input("ref");
    private final double[][] behaviour = vectors.input("behav");
    private final double[] advantages = vectors.advantages();

    @Test
    void shouldClipTokensAsTheVectorsDo() {
        double[][] symmetric = vectors.rows("C1.clip(0.2,0.2) per-token");
        double[][] asymmetric = vectors.rows("C2.clip(0.2,0.28) per-token");

        forEachToken((i, t) -> {
            double logRatio = policy[i][t] - old[i][t];
            assertThat(SYMMETRIC.of(logRatio, advantages[i])).isCloseTo(symmetric[i][t], EXACT);
            assertThat(ASYMMETRIC.of(logRatio, advantages[i])).isCloseTo(asymmetric[i][t], EXACT);
        });
    }

    @Test
    void shouldBoundLossOfNegativeAdvantagesByDualClip() {
        ClippedLoss unbounded = new ClippedLoss(0.2, 0.28, 1e9);

        assertThat(ASYMMETRIC.of(1.5, -0.5)).isCloseTo(vectors.number("C5.dual_clip logratio=1.5 A=-0.5 c=3"), EXACT);
        assertThat(unbounded.of(1.5, -0.5)).isCloseTo(vectors.number("C5.no dual clip logratio=1.5 A=-0.5"), EXACT);
    }

    @Test
    void shouldStayFiniteForHugeRatios() {
        assertThat(ASYMMETRIC.of(1e4, 1)).isCloseTo(-1.28, EXACT);
        assertThat(ASYMMETRIC.of(1e4, 0)).isEqualTo(0);
        assertThat(ASYMMETRIC.of(Double.NaN, 1)).isNaN();
    }

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
        double[] loss = new double[1];

        forEachToken((i, t) -> loss[0] += aggregation.tokenWeight(policy[i].length, new BatchSize(2, 5), 8)
                * ASYMMETRIC.of(policy[i][t] - old[i][t], advantages[i]));

        assertThat(loss[0]).isCloseTo(vectors.number(key), EXACT);
    }

    @Test
    void shouldEstimateKlAsTheVectorsDo() {
        double[][] k1 = vectors.rows("D1.k1");
        double[][] k2 = vectors.rows("D2.k2");
        double[][] k3 = vectors.rows("D3.k3");
        double[] means = new double[3];

        forEachToken((i, t) -> {
            assertThat(Kl.k1(policy[i][t], reference[i][t])).isCloseTo(k1[i][t], EXACT);
            assertThat(Kl.k2(policy[i][t], reference[i][t])).isCloseTo(k2[i][t], EXACT);
            assertThat(Kl.k3(policy[i][t], reference[i][t])).isCloseTo(k3[i][t], EXACT);
            means[0] += Kl.k1(policy[i][t], reference[i][t]) / 5;
            means[1] += Kl.k2(policy[i][t], reference[i][t]) / 5;
            means[2] += Kl.k3(policy[i][t], reference[i][t]) / 5;
        });

        assertThat(means).containsExactly(vectors.row("D4.token-mean k1,k2,k3"), EXACT);
    }

    @Test
    void shouldAddUpToThePublishedGrpoLoss() {
        double[] loss = new double[1];

        forEachToken((i, t) ->
                loss[0] += Aggregation.SEQ_MEAN_TOKEN_MEAN.tokenWeight(policy[i].length, new BatchSize(2, 5), 1)
                        * (SYMMETRIC.of(policy[i][t] - old[i][t], advantages[i])
                                + 0.04 * Kl.k3(policy[i][t], reference[i][t])));

        assertThat(loss[0])
                .isCloseTo(vectors.number("D6.total loss grpo (seq-mean-token-mean, clip .2/.2, beta .04, k3)"), EXACT);
    }

    @Test
    void shouldWeighOffPolicyTokensAsTheVectorsDo() {
        double[][] truncated = vectors.rows("E1.token_truncate C=2");
        double[][] masked = vectors.rows("E2.token_mask C=2");

        forEachToken((i, t) -> {
            assertThat(OffPolicyCorrection.TRUNCATE.weight(old[i][t] - behaviour[i][t], 2))
                    .isCloseTo(truncated[i][t], EXACT);
            assertThat(OffPolicyCorrection.MASK.weight(old[i][t] - behaviour[i][t], 2))
                    .isCloseTo(masked[i][t], EXACT);
            assertThat(OffPolicyCorrection.NONE.weight(old[i][t] - behaviour[i][t], 2))
                    .isEqualTo(1);
        });
    }

    @Test
    void shouldAddUpToTheDecoupledLosses() {
        double[] loss = new double[2];

        forEachToken((i, t) -> {
            double clipped = SYMMETRIC.of(policy[i][t] - old[i][t], advantages[i]) / 5;
            loss[0] += OffPolicyCorrection.TRUNCATE.weight(old[i][t] - behaviour[i][t], 2) * clipped;
            loss[1] += OffPolicyCorrection.MASK.weight(old[i][t] - behaviour[i][t], 2) * clipped;
        });

        assertThat(loss[0])
                .isCloseTo(vectors.number("E6.decoupled PPO loss (clip .2, token clamp<=2, token-mean)"), EXACT);
        assertThat(loss[1])
                .isCloseTo(
                        vectors.number("E7.areal decoupled, action=mask upper=2 (denominator = original 5 tokens)"),
                        EXACT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1.5; 0.28; 3; 2; 0; 0; epsilon_low must lie between 0 and 1, not 1.5",
                "0.2; NaN; 3; 2; 0; 0; epsilon_high must be above 0, not NaN",
                "0.2; 0.28; 1; 2; 0; 0; dual_clip must be above 1, not 1.0",
                "0.2; 0.28; 3; 0.5; 0; 0; correction_cap must be at least 1, not 0.5",
                "0.2; 0.28; 3; 2; 0; -1; perception_weight must be at least 0, not -1.0",
                "0.2; 0.28; 3; 2; -1; 0; kl_beta must be at least 0, not -1.0"
            })
    void shouldNameTheKeyThatIsOutOfRange(
            double low, double high, double dual, double cap, double beta, double perception, String message) {
        assertThatThrownBy(() -> Objectives.of(
                        low,
                        high,
                        dual,
                        Aggregation.TOKEN_MEAN,
                        8,
                        OffPolicyCorrection.TRUNCATE,
                        cap,
                        beta,
                        0,
                        perception))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private void forEachToken(TokenAssertion assertion) {
        for (int i = 0; i < policy.length; i++) {
            for (int t = 0; t < policy[i].length; t++) {
                assertion.check(i, t);
            }
        }
    }

    private interface TokenAssertion {
        void check(int sequence, int token);
    }
}
