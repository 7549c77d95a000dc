package dev.millrace.learner.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class OffPolicyStatisticsTest {

    private static final Offset<Double> CLOSE = within(1e-6);

    private final OffPolicyStatistics statistics = new OffPolicyStatistics(ObjectiveConfig.defaults());
    private final Map<String, Double> metrics = new HashMap<>();

    @Test
    void shouldTellEachAgeApart() {
        // Given two tokens of the newest version, one of the one before, and one that is very old
        TokenBatch batch = batch(new float[] {-1, -2, -1, -3}, 0, 0, 1, 30);

        // When the policy as the step begins says otherwise of three of them
        statistics.add(batch, new float[] {-1, -1.5f, -0.8f, -1});
        statistics.putInto(metrics);

        // Then
        assertThat(metrics).containsEntry("off_policy_by_age/0/tokens", 2.0);
        assertThat(metrics.get("off_policy_by_age/0/k1")).isCloseTo(-0.25, CLOSE);
        assertThat(metrics.get("off_policy_by_age/0/k3")).isCloseTo((Math.exp(0.5) - 1.5) / 2, CLOSE);
        assertThat(metrics.get("off_policy_by_age/0/max")).isCloseTo(0.5, CLOSE);
        double sum = 1 + Math.exp(0.5);
        assertThat(metrics.get("off_policy_by_age/0/ess")).isCloseTo(sum * sum / (2 * (1 + Math.E)), CLOSE);
        assertThat(metrics.get("off_policy_by_age/1/k1")).isCloseTo(-0.2, CLOSE);
        assertThat(metrics)
                .containsEntry("off_policy_by_age/older/masked", 1.0)
                .containsEntry("off_policy_by_age/0/masked", 0.0);
        assertThat(metrics.get("mismatch/k3")).as("of age 0 alone").isEqualTo(metrics.get("off_policy_by_age/0/k3"));
        assertThat(metrics).doesNotContainKey("mismatch_by_age/1/k3");
    }

    @Test
    void shouldCompareOlderTokensWithTheVersionThatSampledThem() {
        // Given
        TokenBatch batch = batch(new float[] {-1, -2, -1}, 0, 1, 1);

        // When the policy has moved since, and the version that sampled says what the sampler said
        statistics.add(batch, new float[] {-1, -1, -3});
        statistics.addHeld(batch, 1, new float[] {-9, -2, -1});
        statistics.putInto(metrics);

        // Then
        assertThat(metrics).containsEntry("mismatch_by_age/1/tokens", 2.0).containsEntry("mismatch_by_age/1/k3", 0.0);
        assertThat(metrics).containsEntry("mismatch/tokens", 3.0).containsEntry("mismatch/ess", 1.0);
        assertThat(metrics.get("off_policy_by_age/1/k3")).isGreaterThan(0.5);
    }

    @Test
    void shouldSayNothingOfAMismatchWhereNothingCanBeCompared() {
        statistics.add(batch(new float[] {-1}, 3), new float[] {-2});
        statistics.putInto(metrics);

        assertThat(metrics).doesNotContainKey("mismatch/k3").containsKey("off_policy_by_age/3/k3");
    }

    @Test
    void shouldMeasureDistancesAsTheVectorsDo() {
        // Given responses of one policy, of which another has spoken: the first gives k1 of a whole response, the
        // second k3 of tokens
        Vectors vectors = new Vectors();
        double[] ofResponses = vectors.row("E9.deepseek-v3.2 mean KL(behav||theta) per seq");
        double[][] ofTokens = vectors.rows("D3.k3");
        for (int i = 0; i < ofResponses.length; i++) {
            RatioStatistics whole = new RatioStatistics();
            double[] policy = vectors.input("logp")[i];
            for (int t = 0; t < policy.length; t++) {
                RatioStatistics single = new RatioStatistics();

                whole.add(policy[t], vectors.input("behav")[i][t], false);
                single.add(vectors.input("ref")[i][t], policy[t], false);

                assertThat(single.k3()).isCloseTo(ofTokens[i][t], within(1e-9));
            }
            assertThat(whole.k1()).isCloseTo(ofResponses[i], within(1e-9));
        }
    }

    @Test
    void shouldHaveTheEssOfWeightsWhoseLargestIsAll() {
        RatioStatistics statistics = new RatioStatistics();

        statistics.add(-1, -19, true);
        statistics.add(-1, -1, false);
        statistics.add(-1, -1, false);
        statistics.add(-1, -1, false);

        assertThat(statistics.ess()).as("one of four tokens counts").isCloseTo(0.25, within(1e-6));
        assertThat(statistics.max()).isEqualTo(18);
        assertThat(statistics.masked()).isEqualTo(0.25);
    }

    private static TokenBatch batch(float[] behaviour, int... ages) {
        return new TokenBatch.Builder()
                .sequence(TokenBatch.Sequence.of(0, behaviour, new float[behaviour.length], 1)
                        .withAges(ages))
                .build();
    }
}
