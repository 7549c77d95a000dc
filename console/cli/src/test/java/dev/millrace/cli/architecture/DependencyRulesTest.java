package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies point one way; the maths knows no Kafka. What counts is what the sources name. */
class DependencyRulesTest {

    private static final String ROOT = "dev.millrace.";
    private static final String KAFKA = "org.apache.kafka";
    private static final String AVRO = "org.apache.avro";

    /** Package of a module to its folder. */
    private static final Map<String, String> MODULES = Map.of(
            "schemas", "schemas",
            "policy", "policy",
            "workers", "rollout-workers",
            "streams", "reward-streams",
            "learner", "learner",
            "infra", "infra",
            "testing", "testing/fixtures",
            "console", "console");

    /** Package of a module to those of ours that it may name. */
    private static final Map<String, List<String>> KNOWS = Map.of(
            "schemas", List.of(),
            "policy", List.of(),
            "workers", List.of("schemas", "policy"),
            "streams", List.of("schemas", "policy"),
            "learner", List.of("schemas", "policy"),
            "infra", List.of("schemas"),
            "testing", List.of("schemas", "infra"),
            "console", List.of("schemas", "policy", "workers", "streams", "learner", "infra"));

    private static final List<String> MATHS = List.of(
            "dev.millrace.streams.advantage",
            "dev.millrace.streams.reshaping",
            "dev.millrace.streams.reward",
            "dev.millrace.streams.credit",
            "dev.millrace.learner.objective");

    private static final List<SourceImports> ALL = new ArrayList<>();

    @BeforeAll
    static void read() {
        Path root = Path.of(System.getProperty("millrace.root", ".."));
        for (String module : MODULES.keySet()) {
            List<SourceImports> sources =
                    SourceImports.below(root.resolve(MODULES.get(module)).resolve("src/main/java"));
            assertThat(sources).as(module).isNotEmpty();
            ALL.addAll(sources);
        }
    }

    @Test
    void shouldNameOnlyModulesBelow() {
        for (String module : MODULES.keySet()) {
            for (String other : MODULES.keySet()) {
                if (!other.equals(module) && !KNOWS.get(module).contains(other)) {
                    assertNoneOf(ROOT + module, ROOT + other);
                }
            }
        }
    }

    @Test
    void shouldKeepTheRegistryClientInSchemas() {
        assertThat(ALL)
                .filteredOn(source -> source.names("io.confluent"))
                .isNotEmpty()
                .allMatch(source -> source.residesIn("dev.millrace.schemas"));
    }

    @Test
    void shouldKeepKafkaOutOfThePolicy() {
        assertNoneOf("dev.millrace.policy", KAFKA);
    }

    @Test
    void shouldConvolveOnlyThroughTheEnginePackage() {
        // Elsewhere nobody would fill up the blocks of channels that the engine's own convolution gets wrong.
        assertNoneOf("dev.millrace", "ai.djl.nn.convolutional");
    }

    @Test
    void shouldKeepKafkaAndAvroOutOfTheMaths() {
        for (String maths : MATHS) {
            assertNoneOf(maths, KAFKA);
            assertNoneOf(maths, AVRO);
        }
        assertNoneOf("dev.millrace.streams.assembly", KAFKA);
    }

    @Test
    void shouldKeepTheMathsApartFromWhatUsesIt() {
        for (String maths : MATHS) {
            for (String user : List.of("assembly", "topology", "scoring")) {
                assertNoneOf(maths, "dev.millrace.streams." + user);
            }
        }
    }

    @Test
    void shouldKeepScorersApartFromTheTopology() {
        assertNoneOf("dev.millrace.streams.scoring", "dev.millrace.streams.topology");
        assertNoneOf("dev.millrace.streams.scoring", "dev.millrace.streams.assembly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "policy", "workers", "streams", "learner", "infra", "testing", "console"})
    void shouldHaveNoCirclesOfPackages(String module) {
        List<SourceImports> sources =
                ALL.stream().filter(source -> source.residesIn(ROOT + module)).toList();

        assertThat(new PackageCircles(sources).arrowsOnCircles()).isEmpty();
    }

    private static void assertNoneOf(String from, String to) {
        assertThat(ALL.stream().filter(source -> source.residesIn(from))).isNotEmpty();
        assertThat(ALL.stream()
                        .filter(source -> source.residesIn(from) && source.names(to))
                        .map(SourceImports::name))
                .as("%s must not name %s", from, to)
                .isEmpty();
    }
}
