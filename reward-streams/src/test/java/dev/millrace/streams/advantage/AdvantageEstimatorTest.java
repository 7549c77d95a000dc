package dev.millrace.streams.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdvantageEstimatorTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A1.grpo_trl(std ddof1,eps1e-4)        | grpo    | 1e-4 | SAMPLE",
                "A2.grpo_verl(std ddof1,eps1e-6)       | grpo    | 1e-6 | SAMPLE",
                "A3.flow_grpo_group(std ddof0,eps1e-4) | grpo    | 1e-4 | POPULATION",
                "A6.dr_grpo(no std)                    | dr_grpo | 1e-4 | SAMPLE",
                "A7.rloo                               | rloo    | 1e-4 | SAMPLE",
            })
    void shouldReproduceTheVector(String vector, String name, double epsilon, StandardDeviation std)
            throws IOException {
        JsonNode vectors = vectors();
        AdvantageEstimator estimator =
                AdvantageEstimator.of(new AdvantageConfig(name, epsilon, std, ZeroVariance.KEEP));

        double[] both = DoubleStream.concat(
                        DoubleStream.of(
                                estimate(estimator, rewards(vectors, "groupA")).toArray()),
                        DoubleStream.of(
                                estimate(estimator, rewards(vectors, "groupB")).toArray()))
                .toArray();

        assertThat(both).containsExactly(doubles(vectors.get(vector)), within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"A8.grpo_passk(verl)              | passk", "A9.opo(group A, lengths 3,2,4,1)  | opo"})
    void shouldReproduceTheVectorOfOneGroup(String vector, String name) throws IOException {
        JsonNode vectors = vectors();

        Advantages advantages = named(name, 1e-6).estimate(rewards(vectors, "groupA"), 3, 2, 4, 1);

        assertThat(advantages.toArray()).containsExactly(doubles(vectors.get(vector)), within(1e-9));
    }

    @Test
    void shouldCreditNobodyWhereTheBestAreTwo() {
        assertThat(named("passk", 1e-4)
                        .estimate(GroupRewards.of(1, 0, 1), 1, 1, 1)
                        .toArray())
                .containsExactly(0.0, 0.0, 0.0);
    }

    @Test
    void shouldCreditTheFirstOfTheBestAlone() {
        assertThat(named("best_of_n", 1e-4)
                        .estimate(GroupRewards.of(0.5, 2, -1, 2), 1, 1, 1, 1)
                        .toArray())
                .containsExactly(0.0, 1.0, 0.0, 0.0);
    }

    @Test
    void shouldCountEachAlikeWhereNoLengthSays() {
        assertThat(named("opo", 0).estimate(GroupRewards.of(1, 0), 0, 0).toArray())
                .containsExactly(0.5, -0.5);
    }

    @Test
    void shouldRefuseLengthsThatDoNotBelongToTheRewards() {
        assertThatThrownBy(() -> named("opo", 0).estimate(GroupRewards.of(1, 0), 3))
                .hasMessage("1 lengths for 2 rewards");
        assertThatThrownBy(() -> named("opo", 0).estimate(GroupRewards.of(1, 0), 3, -1))
                .hasMessage("length 1 of the group is -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "dr_grpo", "rloo", "opo", "passk", "best_of_n"})
    void shouldGiveExactlyZeroForEqualRewards(String name) {
        for (double reward : new double[] {0.1 + 0.2, -1e9, 0.0, 1e-300}) {
            assertThat(estimate(named(name, 0.0), GroupRewards.of(reward, reward, reward))
                            .toArray())
                    .containsExactly(0.0, 0.0, 0.0);
        }
        assertThat(estimate(named(name, 1e-4), GroupRewards.of(0.7)).toArray()).containsExactly(0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "dr_grpo", "rloo", "opo", "passk", "best_of_n"})
    void shouldStayFiniteAndSumToZeroIfCentred(String name) {
        long seed = 20260101L;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            int size = 2 + random.nextInt(63);
            double scale = Math.pow(10, random.nextInt(18) - 9);
            double offset = random.nextBoolean() ? (1e9 - scale) * (2 * random.nextDouble() - 1) : 0.0;
            double[] rewards = random.doubles(size)
                    .map(u -> Math.max(-1e9, Math.min(1e9, offset + scale * (u - 0.5))))
                    .toArray();

            AdvantageEstimator estimator = named(name, round % 2 == 0 ? 1e-4 : 0.0);
            double[] advantages = estimate(estimator, GroupRewards.of(rewards)).toArray();

            assertThat(advantages).as("seed %d round %d", seed, round).hasSize(size);
            assertThat(DoubleStream.of(advantages).allMatch(Double::isFinite)).isTrue();
            if (estimator.centred()) {
                assertThat(DoubleStream.of(advantages).sum())
                        .as("seed %d round %d", seed, round)
                        .isCloseTo(0.0, within(1e-5 * size));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.1e9})
    void shouldRefuseRewardsThatAreNotFiniteOrTooLarge(double reward) {
        assertThatThrownBy(() -> GroupRewards.of(0.0, reward))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reward 1 of the group is " + reward);
    }

    @Test
    void shouldSayWhichEstimatorsThereAre() {
        assertThatThrownBy(() -> new AdvantageConfig("gae", 1e-4, StandardDeviation.SAMPLE, ZeroVariance.KEEP))
                .hasMessage("estimator must be one of best_of_n, dr_grpo, grpo, opo, passk, rloo, not 'gae'");
        assertThatThrownBy(() -> new AdvantageConfig("grpo", Double.NaN, StandardDeviation.SAMPLE, ZeroVariance.KEEP))
                .hasMessage("epsilon must be from 0 to 1, not NaN");
    }

    /** With lengths that differ. */
    private static Advantages estimate(AdvantageEstimator estimator, GroupRewards rewards) {
        return estimator.estimate(
                rewards, IntStream.rangeClosed(1, rewards.size()).toArray());
    }

    private static AdvantageEstimator named(String name, double epsilon) {
        return AdvantageEstimator.of(new AdvantageConfig(name, epsilon, StandardDeviation.SAMPLE, ZeroVariance.KEEP));
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream file = AdvantageEstimatorTest.class.getResourceAsStream("/vectors/advantages.json")) {
            return new ObjectMapper().readTree(file);
        }
    }

    private static GroupRewards rewards(JsonNode vectors, String group) {
        return GroupRewards.of(doubles(vectors.get("A.inputs").get(group)));
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
