package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.testing.Altered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each loss under each correction, taken of each level: what goes together, and that its slopes are those of its loss. */
class ObjectiveCombinationsTest {

    private static final float STEP = 1f / 256;

    private static Stream<Arguments> together() {
        List<Arguments> all = new ArrayList<>();
        for (LossKind loss : LossKind.values()) {
            if (loss != LossKind.DECOUPLED) {
                all.add(Arguments.of(loss, OffPolicyCorrection.NONE, CorrectionLevel.TOKEN));
            }
            for (CorrectionLevel level : CorrectionLevel.values()) {
                if (loss.isOfResponses() && level == CorrectionLevel.TOKEN) {
                    continue;
                }
                all.add(Arguments.of(loss, OffPolicyCorrection.TRUNCATE, level));
                all.add(Arguments.of(loss, OffPolicyCorrection.MASK, level));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("together")
    void shouldHaveTheSlopesOfItsLoss(LossKind loss, OffPolicyCorrection correction, CorrectionLevel level) {
        // Given responses with one advantage each, some of whose weights are beyond the cap
        ObjectiveConfig config = Altered.of(ObjectiveConfig.defaults())
                .with("correctionLevel", level)
                .with("correction", correction)
                .with("loss", loss)
                .with("correctionCap", 1.1)
                .with("gspo", new GspoLoss(0.1, 0.1))
                .with("klBeta", 0.0)
                .get();
        Random random = new Random(11);
        float[] logProbs = floats(random, 12, -2, -0.2);
        TokenBatch batch = batch(config, random, logProbs);
        PolicyLoss objective = new PolicyLoss(config);

        // When
        float[] slopes = objective.of(values(logProbs), batch).byLogProb();

        // Then
        for (int at = 0; at < logProbs.length; at++) {
            double difference = loss == LossKind.CISPO
                    ? cispo(config, batch, logProbs, at)
                    : (lossAt(objective, batch, logProbs, at, STEP) - lossAt(objective, batch, logProbs, at, -STEP))
                            / (2 * STEP);
            assertThat((double) slopes[at]).as("token %d", at).isCloseTo(difference, within(2e-4));
        }
    }

    /** The weight of cispo is a constant, so its loss is linear: what it is, over the log-probability. */
    private static double cispo(ObjectiveConfig config, TokenBatch batch, float[] logProbs, int at) {
        TokenBatch.Sequence sequence = batch.sequence(at / 3);
        return sequence.weight()
                * new CorrectedLoss(config).of(sequence, logProbs).loss(at % 3)
                / logProbs[at];
    }

    private static double lossAt(PolicyLoss objective, TokenBatch batch, float[] logProbs, int at, float by) {
        float[] moved = logProbs.clone();
        moved[at] += by;
        return objective.of(values(moved), batch).loss();
    }

    private static TokenLoss.Values values(float[] logProbs) {
        return new TokenLoss.Values(logProbs, new float[logProbs.length], null);
    }

    /** Four responses of three tokens, which two older policies have spoken of. */
    private static TokenBatch batch(ObjectiveConfig config, Random random, float[] logProbs) {
        TokenBatch.Builder batch = new TokenBatch.Builder();
        for (int number = 0; number < 4; number++) {
            float[] proximal = Arrays.copyOfRange(logProbs, 3 * number, 3 * number + 3);
            float[] behaviour = proximal.clone();
            for (int t = 0; t < 3; t++) {
                proximal[t] += (float) (random.nextDouble() - 0.5);
                behaviour[t] += (float) (random.nextDouble() - 0.5);
            }
            float[] same = new float[3];
            Arrays.fill(same, number % 2 == 0 ? 1.5f : -0.7f);
            batch.sequence(
                    TokenBatch.Sequence.of(3 * number, behaviour, same, config.tokenWeight(3, new BatchSize(4, 12)))
                            .withProximal(proximal));
        }
        return batch.build();
    }

    private static float[] floats(Random random, int length, double from, double to) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (from + random.nextDouble() * (to - from));
        }
        return values;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GSPO; TOKEN_MEAN; TRUNCATE; TOKEN; RECOMPUTED; aggregation must be auto or seq_mean_token_mean with loss=gspo",
                "GMPO; AUTO; TRUNCATE; TOKEN; RECOMPUTED; correction_level must be geometric or sequence with loss=gmpo",
                "LUSPO; SEQ_MEAN_TOKEN_MEAN; NONE; TOKEN; RECOMPUTED; aggregation must be auto or seq_mean_token_sum with",
                "DECOUPLED; AUTO; NONE; TOKEN; RECOMPUTED; correction must be truncate or mask with loss=decoupled",
                "CLIPPED; AUTO; NONE; SEQUENCE; RECOMPUTED; correction_level must be token with correction=none",
                "CISPO; AUTO; NONE; TOKEN; INTERPOLATED; proximal must be recomputed with correction=none"
            })
    void shouldRefuseWhatDoesNotGoTogether(
            LossKind loss,
            Aggregation aggregation,
            OffPolicyCorrection correction,
            CorrectionLevel level,
            Proximal proximal,
            String message) {
        ObjectiveConfig like = ObjectiveConfig.defaults();

        assertThatThrownBy(() -> new ObjectiveConfig(
                        loss,
                        like.epsilonLow(),
                        like.epsilonHigh(),
                        like.dualClip(),
                        like.cispo(),
                        like.gspo(),
                        like.sapo(),
                        like.gmpo(),
                        aggregation,
                        like.constantLength(),
                        correction,
                        level,
                        like.correctionCap(),
                        proximal,
                        like.klBeta(),
                        like.entropyCoefficient(),
                        like.perceptionWeight(),
                        like.textWeight(),
                        like.drawingWeight(),
                        like.drawing()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
