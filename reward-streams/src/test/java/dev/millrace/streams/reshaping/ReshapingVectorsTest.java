package dev.millrace.streams.reshaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The formulas against numbers computed elsewhere: in float64 as formulas, in float32 as records carry them. */
class ReshapingVectorsTest {

    private static final GroupId GROUP = new GroupId("run/0/0");

    static Iterable<JsonNode> prpoCases() throws IOException {
        return vectors().get("prpo");
    }

    @ParameterizedTest
    @MethodSource("prpoCases")
    void shouldReproducePrpo(JsonNode vector) {
        double[] strong = doubles(vector.get("visual_dependency"));
        PrpoConfig config = prpo(vector.get("options"));
        Workspace space = Workspace.of(List.of(new Response(0, strong.length, 1, TokenMeasures.NONE)));
        fill(space.strong, strong);
        fill(space.weak, doubles(vector.get("visual_inconsistency")));
        space.begin(strong.length);

        Guard guard = Prpo.robust(config).weigh(strong.length, space);

        assertThat(Arrays.copyOf(space.signal, strong.length))
                .containsExactly(doubles(vector.get("rvd")), within(1e-9));
        assertThat(Arrays.copyOf(space.weights, strong.length))
                .containsExactly(doubles(vector.get("weights")), within(1e-9));
        assertThat(guard != null).isEqualTo(vector.has("note"));
    }

    @ParameterizedTest
    @MethodSource("prpoCases")
    void shouldReproducePrpoOfRecords(JsonNode vector) {
        ReshapingConfig config = new ReshapingConfig(
                "prpo",
                prpo(vector.get("options")),
                VppoConfig.defaults(),
                PgpoConfig.defaults(),
                EntropyConfig.defaults());
        double advantage = vector.get("advantage").asDouble();
        Response response = new Response(
                0,
                vector.get("weights").size(),
                advantage,
                TokenMeasures.ofDependency(
                        floats(vector.get("visual_dependency")), floats(vector.get("visual_inconsistency"))));

        ReshapedTokens credit =
                Reshaper.of(config).reshape(GROUP, List.of(response)).get(0);

        assertThat(advantages(credit, response)).containsExactly(doubles(vector.get("token_advantages")), within(2e-6));
    }

    @Test
    void shouldReproduceVppo() throws IOException {
        JsonNode vector = vectors().get("vppo");
        List<Response> group = new ArrayList<>();
        for (int i = 0; i < vector.get("dependency").size(); i++) {
            PackedFloats strong = floats(vector.get("dependency").get(i));
            group.add(new Response(
                    i,
                    strong.length(),
                    vector.get("advantages").get(i).asDouble(),
                    TokenMeasures.ofDependency(strong, PackedFloats.of(new float[strong.length()]))));
        }

        List<ReshapedTokens> credits = Reshaper.of(ReshapingConfig.of("vppo")).reshape(GROUP, group);

        for (int i = 0; i < group.size(); i++) {
            assertThat(advantages(credits.get(i), group.get(i)))
                    .containsExactly(doubles(vector.get("token_advantages").get(i)), within(1e-6));
            assertThat(Arrays.stream(weights(credits.get(i))).max().orElseThrow())
                    .isCloseTo(vector.get("alpha").get(i).asDouble(), within(1e-6));
        }
    }

    @Test
    void shouldGiveAFactorToTheMeasuredResponsesOfAMixedGroupWithVppo() {
        Response unmeasured = new Response(0, 2, 1, TokenMeasures.NONE);
        Response little =
                new Response(1, 2, 1, TokenMeasures.ofDependency(PackedFloats.of(0.1f, 0.2f), PackedFloats.of(0, 0)));
        Response much = new Response(2, 2, 1, TokenMeasures.ofDependency(PackedFloats.of(1, 2), PackedFloats.of(0, 0)));

        List<ReshapedTokens> credits =
                Reshaper.of(ReshapingConfig.of("vppo")).reshape(GROUP, List.of(unmeasured, little, much));

        assertThat(credits.get(0).guard()).isEqualTo(Guard.NOT_MEASURED);
        assertThat(weights(credits.get(1))).containsExactly(new double[] {0, 0.9}, within(1e-6));
        assertThat(weights(credits.get(2))).containsExactly(new double[] {0, 1.1}, within(1e-6));
    }

    @Test
    void shouldReproducePgpo() throws IOException {
        JsonNode vector = vectors().get("pgpo");
        double[] strong = doubles(vector.get("dependency"));
        Workspace space = Workspace.of(List.of(new Response(0, strong.length, 1, TokenMeasures.NONE)));
        fill(space.strong, strong);
        space.begin(strong.length);

        new Pgpo(PgpoConfig.defaults()).weigh(strong.length, space);

        assertThat(Arrays.copyOf(space.signal, strong.length))
                .containsExactly(doubles(vector.get("importance")), within(1e-9));
        assertThat(Arrays.copyOf(space.weights, strong.length))
                .containsExactly(doubles(vector.get("weights")), within(1e-9));
    }

    @Test
    void shouldAmplifyBrittleTokensAsAControl() {
        Response response = new Response(
                0, 3, 1, TokenMeasures.ofDependency(PackedFloats.of(1.5f, 1.2f, 0), PackedFloats.of(0.05f, 0.9f, 0)));

        ReshapedTokens brittle = Reshaper.of(ReshapingConfig.of("brittle_only"))
                .reshape(GROUP, List.of(response))
                .get(0);

        assertThat(weights(brittle)).containsExactly(1, 2, 1);
    }

    private static PrpoConfig prpo(JsonNode options) {
        PrpoConfig usual = PrpoConfig.defaults();
        return new PrpoConfig(
                options.path("beta").asDouble(usual.beta()),
                usual.tau(),
                options.path("lam").asDouble(usual.lambda()),
                Combiner.valueOf(options.path("kind").asText("robust").toUpperCase(Locale.ROOT)),
                usual.ratioEpsilon(),
                usual.minDependency(),
                options.path("conserve").asBoolean());
    }

    private static double[] advantages(ReshapedTokens credit, Response response) {
        if (credit.advantages() instanceof TokenAdvantages.PerToken own) {
            return widened(own.values());
        }
        double[] same = new double[response.length()];
        Arrays.fill(same, response.advantage());
        return same;
    }

    private static double[] weights(ReshapedTokens credit) {
        return widened(Objects.requireNonNull(credit.weights()));
    }

    private static double[] widened(PackedFloats values) {
        double[] wide = new double[values.length()];
        for (int t = 0; t < wide.length; t++) {
            wide[t] = values.at(t);
        }
        return wide;
    }

    private static void fill(double[] into, double[] values) {
        System.arraycopy(values, 0, into, 0, values.length);
    }

    private static PackedFloats floats(JsonNode array) {
        double[] values = doubles(array);
        float[] narrow = new float[values.length];
        for (int t = 0; t < narrow.length; t++) {
            narrow[t] = (float) values[t];
        }
        return PackedFloats.of(narrow);
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int t = 0; t < values.length; t++) {
            values[t] = array.get(t).asDouble();
        }
        return values;
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in = ReshapingVectorsTest.class.getResourceAsStream("/vectors/reshaping.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }
}
