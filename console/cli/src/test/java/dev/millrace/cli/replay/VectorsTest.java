package dev.millrace.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line reproduces numbers that were computed independently, in float64, without a broker. */
class VectorsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode VECTORS = vectors();
    private static final List<String> PARTS = List.of(
            "reward.weights.reward=null",
            "scorers.reward=null",
            "reward.weights.semantic=1",
            "reward.weights.instruction=1",
            "reward.weights.knowledge=0.5");

    @TempDir
    private Path folder;

    private List<ObjectNode> groups;

    private static JsonNode vectors() {
        try (var resource = VectorsTest.class.getResourceAsStream("vectors.json")) {
            return JSON.readTree(Objects.requireNonNull(resource));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void begin() {
        groups = new ArrayList<>();
    }

    static Stream<Arguments> estimators() {
        return Stream.of(
                Arguments.of("grpo", List.of()),
                Arguments.of("grpo_verl", List.of("advantage.epsilon=1e-6")),
                Arguments.of("grpo_flow", List.of("advantage.std=population")),
                Arguments.of("dr_grpo", List.of("advantage.estimator=dr_grpo")),
                Arguments.of("rloo", List.of("advantage.estimator=rloo")));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void shouldReproduceTheAdvantagesOfAnEstimator(String name, List<String> settings) throws IOException {
        JsonNode vector = VECTORS.get("advantages");
        group(doubles(vector.get("groupA")));
        group(doubles(vector.get("groupB")));

        List<JsonNode> replayed = replay(settings);

        List<Double> expected = doubles(vector.get(name));
        for (int g = 0; g < 2; g++) {
            for (int i = 0; i < 4; i++) {
                JsonNode trajectory = replayed.get(g).get("trajectories").get(i);
                assertThat(trajectory.get("advantage").doubleValue())
                        .as("%s, group %d, trajectory %d", name, g, i)
                        .isCloseTo(expected.get(4 * g + i), within(1e-9));
                assertThat(trajectory.get("token_advantages")).hasSize(3).allSatisfy(token -> assertThat(
                                token.doubleValue())
                        .isCloseTo(trajectory.get("advantage").doubleValue(), within(1e-6)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"opo", "passk"})
    void shouldReproduceTheAdvantagesOfAnEstimatorThatIsNotCentred(String name) throws IOException {
        JsonNode vector = VECTORS.get("advantages");
        ObjectNode group = group(doubles(vector.get("groupA")));
        lengths(group, 3, 2, 4, 1);

        List<JsonNode> replayed = replay(List.of("advantage.estimator=" + name, "advantage.epsilon=1e-6"));

        requireRows(replayed, "advantage", doubles(vector.get(name)));
    }

    @Test
    void shouldReproduceTheSumOfRewards() throws IOException {
        JsonNode vector = VECTORS.get("composition");
        parts(vector.get("inputs"));

        List<JsonNode> replayed = replay(PARTS, "reward.normalization=sum_then_normalize");

        requireRows(replayed, "reward", doubles(vector.get("sum_reward")));
        requireRows(replayed, "advantage", doubles(vector.get("sum_then_normalize")));
    }

    @Test
    void shouldReproducePartsThatAreNormalizedBeforeTheyAreSummed() throws IOException {
        JsonNode vector = VECTORS.get("composition");
        parts(vector.get("inputs"));

        List<JsonNode> replayed = replay(PARTS, "reward.normalization=normalize_then_sum");

        requireRows(replayed, "advantage", doubles(vector.get("normalize_then_sum")));
    }

    static Stream<Arguments> prpo() {
        return IntStream.range(0, VECTORS.get("prpo").size()).mapToObj(i -> {
            JsonNode vector = VECTORS.get("prpo").get(i);
            List<String> settings = new ArrayList<>();
            vector.get("options")
                    .properties()
                    .forEach(option -> settings.add(prpoSetting(option.getKey(), option.getValue())));
            return Arguments.of(i, settings);
        });
    }

    private static String prpoSetting(String option, JsonNode value) {
        return "reshaping.prpo."
                + switch (option) {
                    case "kind" -> "combiner";
                    case "lam" -> "lambda";
                    case "conserve" -> "mass_conserving";
                    case "beta" -> "beta";
                    default -> throw new IllegalArgumentException(option);
                }
                + "=" + value.asText();
    }

    @ParameterizedTest
    @MethodSource("prpo")
    void shouldReproducePrpo(int number, List<String> options) throws IOException {
        JsonNode vector = VECTORS.get("prpo").get(number);
        double advantage = vector.get("advantage").doubleValue();
        ObjectNode group = group(List.of(advantage, -advantage));
        measured(group, 0, vector.get("visual_dependency"), vector.get("visual_inconsistency"));

        List<String> settings = new ArrayList<>(options);
        settings.add("reshaping.method=prpo");
        requireTokens(replay(settings, "advantage.estimator=dr_grpo"), 0, doubles(vector.get("token_advantages")), 1);
    }

    @Test
    void shouldReproduceVppo() throws IOException {
        JsonNode vector = VECTORS.get("vppo");
        double first = vector.get("advantages").get(0).doubleValue();
        double second = vector.get("advantages").get(1).doubleValue();
        // The weights do not depend on the advantages, whose sum must be 0 here.
        ObjectNode group = group(List.of(first, -first));
        for (int i = 0; i < 2; i++) {
            measured(group, i, vector.get("dependency").get(i), null);
        }

        List<JsonNode> replayed = replay(List.of("reshaping.method=vppo"), "advantage.estimator=dr_grpo");

        requireTokens(replayed, 0, doubles(vector.get("token_advantages").get(0)), 1);
        requireTokens(replayed, 1, doubles(vector.get("token_advantages").get(1)), -first / second);
    }

    @Test
    void shouldReproducePgpo() throws IOException {
        JsonNode vector = VECTORS.get("pgpo");
        double advantage = vector.get("advantage").doubleValue();
        ObjectNode group = group(List.of(advantage, -advantage));
        measured(group, 0, vector.get("dependency"), null);

        requireTokens(
                replay(List.of("reshaping.method=pgpo"), "advantage.estimator=dr_grpo"),
                0,
                doubles(vector.get("token_advantages")),
                1);
    }

    private ObjectNode group(List<Double> rewards) {
        ObjectNode group = JSON.createObjectNode();
        group.put("group_id", "vector/" + groups.size());
        ArrayNode trajectories = group.putArray("trajectories");
        for (int i = 0; i < rewards.size(); i++) {
            ObjectNode trajectory = trajectories.addObject();
            trajectory.put("index", i);
            trajectory.putArray("tokens").add(1).add(2).add(3);
            trajectory.putObject("scores").put("reward", rewards.get(i));
        }
        groups.add(group);
        return group;
    }

    private static void lengths(ObjectNode group, int... lengths) {
        for (int i = 0; i < lengths.length; i++) {
            ArrayNode tokens = ((ObjectNode) group.get("trajectories").get(i)).putArray("tokens");
            for (int t = 0; t < lengths[i]; t++) {
                tokens.add(1);
            }
        }
    }

    private void parts(JsonNode inputs) {
        for (int g = 0; g < 2; g++) {
            ObjectNode group = group(List.of(0.0, 0.0, 0.0, 0.0));
            for (int i = 0; i < 4; i++) {
                ((ObjectNode) group.get("trajectories").get(i))
                        .putObject("scores")
                        .put("semantic", inputs.get("sem").get(4 * g + i).doubleValue())
                        .put("instruction", inputs.get("ins").get(4 * g + i).doubleValue())
                        .put("knowledge", inputs.get("kn").get(4 * g + i).doubleValue());
            }
        }
    }

    private static void measured(
            ObjectNode group, int index, JsonNode strong, @org.jspecify.annotations.Nullable JsonNode weak) {
        ObjectNode trajectory = (ObjectNode) group.get("trajectories").get(index);
        ArrayNode tokens = trajectory.putArray("tokens");
        ArrayNode zeros = JSON.createArrayNode();
        strong.forEach(value -> {
            tokens.add(1);
            zeros.add(0);
        });
        trajectory.set("visual_dependency", strong);
        trajectory.set("visual_inconsistency", weak == null ? zeros : weak);
    }

    private List<JsonNode> replay(List<String> settings, String... more) throws IOException {
        Path input = folder.resolve("groups.jsonl");
        Path output = folder.resolve("out.jsonl");
        Files.write(input, groups.stream().map(JsonNode::toString).toList());
        List<String> arguments =
                new ArrayList<>(List.of("replay", "--input", input.toString(), "--out", output.toString()));
        for (String setting : List.of(
                "reward.weights.accuracy=null",
                "reward.weights.format=null",
                "reward.weights.reward=1",
                "scorers.reward.type=external")) {
            arguments.addAll(List.of("-s", setting));
        }
        Stream.concat(settings.stream(), Stream.of(more)).forEach(setting -> arguments.addAll(List.of("-s", setting)));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        List<JsonNode> replayed = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            replayed.add(JSON.readTree(line));
        }
        return replayed;
    }

    private static void requireRows(List<JsonNode> groups, String field, List<Double> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(groups.get(i / 4)
                            .get("trajectories")
                            .get(i % 4)
                            .get(field)
                            .doubleValue())
                    .as("%s %d", field, i)
                    .isCloseTo(expected.get(i), within(1e-9));
        }
    }

    private static void requireTokens(List<JsonNode> groups, int index, List<Double> expected, double factor) {
        List<Double> actual =
                doubles(groups.get(0).get("trajectories").get(index).get("token_advantages"));
        assertThat(actual).hasSameSizeAs(expected);
        for (int t = 0; t < expected.size(); t++) {
            assertThat(actual.get(t)).as("token %d", t).isCloseTo(expected.get(t) * factor, within(2e-6));
        }
    }

    private static List<Double> doubles(JsonNode values) {
        List<Double> doubles = new ArrayList<>();
        values.forEach(value -> doubles.add(value.doubleValue()));
        return doubles;
    }
}
