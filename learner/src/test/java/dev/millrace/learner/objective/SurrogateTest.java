package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The surrogates, held to the vectors, and their slopes to differences of their losses. */
class SurrogateTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final BatchSize SIZE = new BatchSize(2, 5);

    private final Vectors vectors = new Vectors();
    private final double[][] policy = vectors.input("logp");
    private final double[][] old = vectors.input("old");
    private final double[][] behaviour = vectors.input("behav");
    private final double[] advantages = vectors.advantages();

    @Test
    void shouldBoundTheWeightsOfCispoAsTheVectorsDo() {
        double[][] upperOnly = vectors.rows("C8.cispo_trl eps_max=5 per-token");
        double[][] both = vectors.rows("C9.cispo_verl clamp[.8,1.28] per-token");

        for (int i = 0; i < policy.length; i++) {
            assertThat(losses(CispoLoss.defaults(), i)).containsExactly(upperOnly[i], EXACT);
            assertThat(losses(new CispoLoss(0.8, 1.28), i)).containsExactly(both[i], EXACT);
        }
    }

    private static Stream<Arguments> aggregated() {
        return Stream.of(
                Arguments.of(CispoLoss.defaults(), LossKind.CISPO, "C8.cispo_trl loss (token-mean)"),
                Arguments.of(new CispoLoss(0, 1.28), LossKind.CISPO, "C8.cispo_trl eps_max=1.28 loss"),
                Arguments.of(new CispoLoss(0.8, 1.28), LossKind.CISPO, "C9.cispo_verl loss (token-mean)"),
                Arguments.of(GspoLoss.defaults(), LossKind.GSPO, "C6.gspo loss"),
                Arguments.of(GspoLoss.defaults(), LossKind.LUSPO, "C7.luspo loss (gspo*|o_i|, mean over seq; trl)"),
                Arguments.of(SapoLoss.defaults(), LossKind.SAPO, "C10.sapo loss (seq-mean-token-mean)"),
                Arguments.of(new GmpoLoss(0.2, 0.28), LossKind.GMPO, "C11.gmpo eps=.2 loss"));
    }

    @ParameterizedTest
    @MethodSource("aggregated")
    void shouldAddUpAsItWasPublished(Surrogate surrogate, LossKind kind, String key) {
        double sum = 0;

        for (int i = 0; i < policy.length; i++) {
            double weight = Aggregation.AUTO.of(kind).tokenWeight(policy[i].length, SIZE, 1);
            sum += weight * Arrays.stream(losses(surrogate, i)).sum();
        }

        assertThat(sum).isCloseTo(vectors.number(key), EXACT);
    }

    @Test
    void shouldGiveAResponseOneLossAsTheVectorsDo() {
        double[] gspo = vectors.row("C6.gspo per-seq loss eps 3e-4/4e-4");
        double[] ratios = vectors.row("C6.gspo s_i");
        double[] gmpo = vectors.row("C11.gmpo eps=.2/.28 (verl, eps1e-8 in denom ignored)");

        for (int i = 0; i < policy.length; i++) {
            assertThat(Math.exp(response(i).meanLogRatio())).isCloseTo(ratios[i], EXACT);
            double[] same = losses(GspoLoss.defaults(), i);
            assertThat(same).containsOnly(same[0]);
            assertThat(same[0]).isCloseTo(gspo[i], EXACT);
            assertThat(losses(new GmpoLoss(0.2, 0.28), i)[0]).isCloseTo(gmpo[i], EXACT);
        }
    }

    @Test
    void shouldGateTokensOfSapoAsTheVectorsDo() {
        double[][] gated = vectors.rows("C10.sapo per-token");

        for (int i = 0; i < policy.length; i++) {
            assertThat(losses(SapoLoss.defaults(), i)).containsExactly(gated[i], EXACT);
        }
    }

    @Test
    void shouldWeighWholeResponsesAsTheVectorsDo() {
        double[][] tokens = vectors.rows("E0.token is pi_old/pi_behav");
        double[] products = vectors.row("E0.seq is (product)");
        double[] means = vectors.row("E0.geo-mean");
        double[] truncated = vectors.row("E3.sequence_truncate C=3");
        double[] masked = vectors.row("E4.sequence_mask C=3 (trl default)");
        double[] geometric = vectors.row("E8.areal sequence/ratio/mean clamp upper=1.5 weight (geo-mean clamped)");

        for (int i = 0; i < policy.length; i++) {
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.TOKEN, 1e6, i))
                    .containsExactly(tokens[i], EXACT);
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.SEQUENCE, 1e6, i)[0])
                    .isCloseTo(products[i], EXACT);
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.GEOMETRIC, 1e6, i)[0])
                    .isCloseTo(means[i], EXACT);
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.SEQUENCE, 3, i))
                    .containsOnly(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.SEQUENCE, 3, i)[0]);
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.SEQUENCE, 3, i)[0])
                    .isCloseTo(truncated[i], EXACT);
            assertThat(weights(OffPolicyCorrection.MASK, CorrectionLevel.SEQUENCE, 3, i)[0])
                    .isCloseTo(masked[i], EXACT);
            assertThat(weights(OffPolicyCorrection.TRUNCATE, CorrectionLevel.GEOMETRIC, 1.5, i)[0])
                    .isCloseTo(geometric[i], EXACT);
        }
    }

    @Test
    void shouldGuessTheProximalPolicyAsTheVectorsDo() {
        // Given what version 2 sampled, in the step that makes version 5 of version 4
        double[] expected =
                vectors.row("E10.areal prox loglinear: v_behav=2,v_theta=5 alpha, logp_prox(old=-1.0,theta=-0.4)");

        assertThat(Proximal.interpolate(0, 1, 2)).isCloseTo(expected[0], EXACT);
        assertThat(Proximal.interpolate(-1.0, -0.4, 2)).isCloseTo(expected[1], EXACT);
        assertThat(Proximal.interpolate(-1.0, -0.4, 0))
                .as("what the step begins with")
                .isEqualTo(-1.0);
    }

    private static Stream<Surrogate> all() {
        return Stream.of(
                new ClippedLoss(0.2, 0.28, 3),
                new CispoLoss(0.8, 1.28),
                new GspoLoss(0.05, 0.05),
                SapoLoss.defaults(),
                new GmpoLoss(0.2, 0.28));
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldHaveTheSlopesOfItsLosses(Surrogate surrogate) {
        // Given responses with one advantage each, tokens of which lie on both sides of the bounds
        Random random = new Random(5);
        int moving = 0;
        for (int round = 0; round < 40; round++) {
            double[] logProbs = random.doubles(4, -3, -0.1).toArray();
            double[] logRatios = random.doubles(4, -0.5, 0.5).toArray();
            double[] same = new double[4];
            Arrays.fill(same, random.nextGaussian());
            TokenLosses found = surrogate.of(new Response(logProbs, logRatios, same));
            for (int t = 0; t < 4; t++) {
                double above = moved(surrogate, logProbs, logRatios, same, t, 1e-6);
                double below = moved(surrogate, logProbs, logRatios, same, t, -1e-6);
                assertThat(found.slope(t))
                        .as("%s, round %d, token %d", surrogate, round, t)
                        .isCloseTo((above - below) / 2e-6, within(1e-6));
                moving += found.slope(t) == 0 ? 0 : 1;
            }
        }
        assertThat(moving).as("tokens with a slope").isGreaterThan(20);
    }

    /** The sum of a response's losses, one log-probability moved; the ratio of cispo is a constant. */
    private static double moved(
            Surrogate surrogate, double[] logProbs, double[] logRatios, double[] advantages, int token, double by) {
        double[] movedLogProbs = logProbs.clone();
        double[] movedRatios = logRatios.clone();
        movedLogProbs[token] += by;
        movedRatios[token] += surrogate instanceof CispoLoss ? 0 : by;
        TokenLosses losses = surrogate.of(new Response(movedLogProbs, movedRatios, advantages));
        double sum = 0;
        for (int t = 0; t < logProbs.length; t++) {
            sum += losses.loss(t);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("all")
    void shouldStayFiniteForHugeRatiosAndShowWhatIsBroken(Surrogate surrogate) {
        TokenLosses huge =
                surrogate.of(new Response(new double[] {-1, -1}, new double[] {1e4, -1e4}, new double[] {1, -1}));
        TokenLosses broken =
                surrogate.of(new Response(new double[] {Double.NaN}, new double[] {Double.NaN}, new double[] {1}));

        assertThat(huge.loss(0)).isFinite();
        assertThat(huge.slope(1)).isFinite();
        assertThat(broken.loss(0)).isNaN();
    }

    @Test
    void shouldGiveTokensOfAResponseTheirOwnAdvantages() {
        // Given a response whose ratio no bound holds
        double[] advantages = {2, -1};
        Response response = new Response(new double[] {-1, -1}, new double[] {0.02, -0.01}, advantages);

        TokenLosses losses = new GspoLoss(0.2, 0.2).of(response);

        double ratio = Math.exp(0.005);
        assertThat(losses.slope(0)).isCloseTo(-2 * ratio, EXACT);
        assertThat(losses.slope(1)).isCloseTo(ratio, EXACT);
    }

    private static Stream<Arguments> outOfRange() {
        return Stream.of(
                wrong(() -> new CispoLoss(2, 5), "lowest must lie between 0 and 1, not 2.0"),
                wrong(() -> new CispoLoss(0, 0.5), "highest must be at least 1, not 0.5"),
                wrong(() -> new GspoLoss(0, 1), "epsilon_low must lie between 0 and 1, not 0.0"),
                wrong(() -> new SapoLoss(1, 0), "tau_negative must be above 0, not 0.0"),
                wrong(() -> new GmpoLoss(0.4, 30), "epsilon_high must lie between 0 and 20 nat, not 30.0"));
    }

    private static Arguments wrong(ThrowingCallable making, String message) {
        return Arguments.of(making, message);
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void shouldNameTheKeyThatIsOutOfRange(ThrowingCallable making, String message) {
        assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private double[] losses(Surrogate surrogate, int number) {
        TokenLosses losses = surrogate.of(response(number));
        double[] values = new double[policy[number].length];
        Arrays.setAll(values, losses::loss);
        return values;
    }

    private Response response(int number) {
        double[] logRatios = new double[policy[number].length];
        double[] same = new double[logRatios.length];
        Arrays.setAll(logRatios, t -> policy[number][t] - old[number][t]);
        Arrays.fill(same, advantages[number]);
        return new Response(policy[number], logRatios, same);
    }

    private double[] weights(OffPolicyCorrection correction, CorrectionLevel level, double cap, int number) {
        double[] logRatios = new double[old[number].length];
        Arrays.setAll(logRatios, t -> old[number][t] - behaviour[number][t]);
        return new ImportanceWeights(correction, level, cap).of(logRatios);
    }
}
