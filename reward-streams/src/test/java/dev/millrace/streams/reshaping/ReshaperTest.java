package dev.millrace.streams.reshaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any numbers: the promises of each method. */
class ReshaperTest {

    private static final GroupId GROUP = new GroupId("run/0/7");
    private static final int ROUNDS = 200;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void shouldLeaveTheAdvantageOfTheTrajectoryToEveryToken() {
        Reshaper none = Reshaper.of(ReshapingConfig.defaults());

        assertThat(none.reshape(GROUP, randomGroup()))
                .allSatisfy(credit -> assertThat(credit).isEqualTo(ReshapedTokens.UNTOUCHED));
        assertThat(none.reads()).isEqualTo(Measure.NOTHING);
    }

    @Test
    void shouldSayWhichReshapersThereAre() {
        assertThatThrownBy(() -> ReshapingConfig.of("prpoo"))
                .hasMessage("method must be one of brittle_only, dependency_only, entropy, none, pgpo, prpo, random,"
                        + " uniform, vppo, not 'prpoo'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prpo", "vppo", "pgpo", "entropy", "random", "uniform", "dependency_only", "brittle_only"})
    void shouldLeaveUnmeasuredResponsesUntouched(String method) {
        List<Response> textOnly =
                List.of(new Response(0, 3, 0.5, TokenMeasures.NONE), new Response(1, 1, -0.5, TokenMeasures.NONE));

        assertThat(reshape(method, textOnly)).allSatisfy(credit -> {
            assertThat(credit.advantages()).isEqualTo(new TokenAdvantages.OfTrajectory());
            assertThat(credit.guard()).isEqualTo(Guard.NOT_MEASURED);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"prpo", "vppo", "pgpo", "random", "uniform", "dependency_only", "brittle_only"})
    void shouldBeExactlyGrpoWhereTheViewsAreIdentical(String method) {
        List<Response> group = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            PackedFloats nothing = PackedFloats.of(new float[5 + i]);
            group.add(new Response(i, 5 + i, i - 1.5, TokenMeasures.ofDependency(nothing, nothing)));
        }

        assertThat(reshape(method, group)).allSatisfy(credit -> {
            assertThat(credit.advantages()).isEqualTo(new TokenAdvantages.OfTrajectory());
            assertThat(credit.weights()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"prpo", "random", "uniform", "dependency_only", "brittle_only"})
    void shouldBeExactlyGrpoWithoutGain(String method) {
        PrpoConfig idle = new PrpoConfig(0, 0.4, 1, Combiner.ROBUST, 0.1, 0.05, false);
        Reshaper reshaper = Reshaper.of(new ReshapingConfig(
                method, idle, VppoConfig.defaults(), PgpoConfig.defaults(), EntropyConfig.defaults()));

        for (int round = 0; round < ROUNDS; round++) {
            assertThat(reshaper.reshape(GROUP, randomGroup()))
                    .as("seed %d", seed)
                    .allSatisfy(
                            credit -> assertThat(credit.advantages()).isEqualTo(new TokenAdvantages.OfTrajectory()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prpo", "pgpo", "entropy", "random", "uniform", "dependency_only", "brittle_only"})
    void shouldWeighAResponseByItselfAlone(String method) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Response> group = randomGroup();
            List<ReshapedTokens> together = reshape(method, group);
            for (int i = 0; i < group.size(); i++) {
                assertThat(reshape(method, List.of(group.get(i))))
                        .as("seed %d", seed)
                        .containsExactly(together.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"prpo", "dependency_only", "brittle_only", "uniform", "random"})
    void shouldNeverTakeFromATokenWithPrpo(String method) {
        for (int round = 0; round < ROUNDS; round++) {
            for (ReshapedTokens credit : reshape(method, randomGroup())) {
                for (float weight : weights(credit)) {
                    assertThat(weight).as("seed %d", seed).isBetween(1f, 2f);
                }
            }
        }
    }

    @Test
    void shouldWeighUnperceptiveTokensExactlyOneWithPrpo() {
        for (int round = 0; round < ROUNDS; round++) {
            for (ReshapedTokens credit : reshape("prpo", randomGroup())) {
                PackedFloats rvd = Objects.requireNonNull(credit.rvd());
                float[] weights = weights(credit);
                for (int t = 0; t < weights.length; t++) {
                    if (rvd.at(t) < 0.4f) {
                        assertThat(weights[t]).as("seed %d", seed).isEqualTo(1f);
                    }
                }
            }
        }
    }

    @Test
    void shouldKeepTheSumOfWeightsWithPgpoAndMassConservingPrpo() {
        PrpoConfig conserving = new PrpoConfig(1, 0.4, 1, Combiner.ROBUST, 0.1, 0.05, true);
        Reshaper prpo = Reshaper.of(new ReshapingConfig(
                "prpo", conserving, VppoConfig.defaults(), PgpoConfig.defaults(), EntropyConfig.defaults()));
        for (int round = 0; round < ROUNDS; round++) {
            List<Response> group = randomGroup();
            List<ReshapedTokens> credits = new ArrayList<>(reshape("pgpo", group));
            credits.addAll(prpo.reshape(GROUP, group));
            for (ReshapedTokens credit : credits) {
                float[] weights = weights(credit);
                assertThat(sum(weights)).as("seed %d", seed).isCloseTo(weights.length, within(1e-4));
            }
        }
    }

    @Test
    void shouldKeepTheMeanFactorOfAGroupWithVppo() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Response> group = randomGroup();
            double factors = 0;
            for (ReshapedTokens credit : reshape("vppo", group)) {
                float[] weights = weights(credit);
                int kept = 0;
                float factor = 0;
                for (float weight : weights) {
                    kept += weight > 0 ? 1 : 0;
                    factor = Math.max(factor, weight);
                }
                assertThat(kept).as("seed %d", seed).isEqualTo((4 * weights.length + 9) / 10);
                factors += factor;
            }
            assertThat(factors / group.size()).as("seed %d", seed).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void shouldKeepAFifthOfTheTokensByEntropy() {
        List<Response> group = List.of(
                new Response(0, 6, 2, TokenMeasures.ofEntropies(PackedFloats.of(0.1f, 0.9f, 0.3f, 0.9f, 0.2f, 0.5f))));

        assertThat(weights(reshape("entropy", group).get(0))).containsExactly(0, 1, 0, 1, 0, 0);
    }

    @Test
    void shouldShuffleTheWeightsOfPrpoAlikeOnEveryReplay() {
        boolean moved = false;
        for (int round = 0; round < ROUNDS; round++) {
            List<Response> group = randomGroup();
            List<ReshapedTokens> shuffled = reshape("random", group);
            List<ReshapedTokens> original = reshape("prpo", group);
            assertThat(reshape("random", group)).as("seed %d", seed).isEqualTo(shuffled);
            for (int i = 0; i < group.size(); i++) {
                assertThat(sorted(weights(shuffled.get(i))))
                        .as("seed %d", seed)
                        .containsExactly(sorted(weights(original.get(i))));
                moved |= !Arrays.equals(weights(shuffled.get(i)), weights(original.get(i)));
            }
        }
        assertThat(moved).isTrue();
    }

    @Test
    void shouldGiveEveryTokenTheMeanWeightOfPrpoAsUniform() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Response> group = randomGroup();
            List<ReshapedTokens> even = reshape("uniform", group);
            List<ReshapedTokens> original = reshape("prpo", group);
            for (int i = 0; i < group.size(); i++) {
                float[] weights = weights(even.get(i));
                double mean = sum(weights(original.get(i))) / weights.length;
                for (float weight : weights) {
                    assertThat((double) weight).as("seed %d", seed).isCloseTo(mean, within(1e-6));
                }
            }
        }
    }

    @Test
    void shouldTrainNothingOfAZeroAdvantageAndKnowItsWeightsAllTheSame() {
        Response response = new Response(
                0, 3, 0, TokenMeasures.ofDependency(PackedFloats.of(0.01f, 1.2f, 0.6f), PackedFloats.of(0, 0, 0)));

        ReshapedTokens credit = reshape("prpo", List.of(response)).get(0);

        assertThat(credit.advantages()).isEqualTo(new TokenAdvantages.OfTrajectory());
        assertThat(weights(credit)[1]).isEqualTo(2f);
    }

    @Test
    void shouldAllocateNothingPerToken() {
        List<TokenWeigher> weighers = List.of(
                Prpo.robust(PrpoConfig.defaults()),
                Prpo.brittleOnly(PrpoConfig.defaults()),
                new EvenWeights(Prpo.robust(PrpoConfig.defaults())),
                new Vppo(VppoConfig.defaults()),
                new Pgpo(PgpoConfig.defaults()),
                new EntropySelection(EntropyConfig.defaults()));
        List<Response> group = randomGroup();
        Workspace space = Workspace.of(group);
        for (TokenWeigher weigher : weighers) {
            long few = allocated(weigher, group, space, 100);
            long many = allocated(weigher, group, space, 10_000);

            // A byte a call would show; what is left is the measurement itself.
            assertThat(many - few).as(weigher.getClass().getSimpleName()).isLessThan(9_900);
        }
    }

    private static long allocated(TokenWeigher weigher, List<Response> group, Workspace space, int rounds) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < rounds; round++) {
            Response response = group.get(0);
            space.begin(response.length());
            weigher.weigh(GROUP, response, 0, space);
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldCountTheTopInIntegers() {
        for (int tenths = 1; tenths <= 10; tenths++) {
            for (int n = 1; n <= 1000; n++) {
                assertThat(Kernels.top(tenths / 10.0, n)).isEqualTo((tenths * n + 9) / 10);
            }
        }
    }

    private List<ReshapedTokens> reshape(String method, List<Response> group) {
        return Reshaper.of(ReshapingConfig.of(method)).reshape(GROUP, group);
    }

    private List<Response> randomGroup() {
        List<Response> group = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(7); i++) {
            int n = 2 + random.nextInt(30);
            group.add(new Response(
                    i, n, random.nextGaussian(), new TokenMeasures(values(n, 2), values(n, 0.3f), values(n, 1))));
        }
        return group;
    }

    private PackedFloats values(int n, float scale) {
        float[] values = new float[n];
        for (int t = 0; t < n; t++) {
            values[t] = scale * random.nextFloat();
        }
        return PackedFloats.of(values);
    }

    private static float[] weights(ReshapedTokens credit) {
        PackedFloats weights = credit.weights();
        if (weights != null) {
            return weights.toArray();
        }
        PackedFloats rvd = credit.rvd();
        float[] ones = new float[rvd == null ? 0 : rvd.length()];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] sorted(float[] values) {
        float[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static double sum(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
