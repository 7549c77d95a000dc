package dev.millrace.cli.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Dependencies point one way; the maths knows no Kafka. What counts is what the sources name. */
class DependencyRulesTest {

    private static final String ROOT = "dev.millrace.";
    private static final String KAFKA = "org.apache.kafka";
    private static final String AVRO = "org.apache.avro";

    /** Package of a module to its folder. */
    private static final Map<String, String> MODULES = Map.ofEntries(
            Map.entry("schemas", "schemas"),
            Map.entry("policy", "policy/core"),
            Map.entry("data", "policy/data"),
            Map.entry("models", "policy/models"),
            Map.entry("scenes", "policy/scenes"),
            Map.entry("workers", "rollout-workers"),
            Map.entry("streams", "reward-streams"),
            Map.entry("learner", "learner"),
            Map.entry("infra", "infra"),
            Map.entry("s3", "infra/s3"),
            Map.entry("runtime", "console/runtime"),
            Map.entry("monitoring", "console/monitoring"),
            Map.entry("replay", "console/replay"),
            Map.entry("audit", "console/audit"),
            Map.entry("cli", "console/cli"),
            Map.entry("testing", "testing/fixtures"));

    /** Package of a module to those of ours that it may name. */
    private static final Map<String, List<String>> KNOWS = Map.ofEntries(
            Map.entry("schemas", List.of()),
            Map.entry("policy", List.of()),
            Map.entry("data", List.of("policy")),
            Map.entry("models", List.of("policy")),
            Map.entry("scenes", List.of("schemas", "policy", "models", "streams")),
            Map.entry("workers", List.of("schemas", "policy")),
            Map.entry("streams", List.of("schemas", "policy")),
            Map.entry("learner", List.of("schemas", "policy")),
            Map.entry("infra", List.of("schemas")),
            Map.entry("s3", List.of("schemas")),
            Map.entry("runtime", List.of("schemas", "policy", "models", "workers", "streams", "learner", "monitoring")),
            Map.entry("monitoring", List.of("schemas", "policy", "streams", "learner")),
            Map.entry("replay", List.of("schemas", "policy", "streams", "learner")),
            Map.entry("audit", List.of("schemas", "policy", "streams")),
            Map.entry(
                    "cli",
                    List.of(
                            "schemas",
                            "policy",
                            "data",
                            "models",
                            "scenes",
                            "workers",
                            "streams",
                            "learner",
                            "infra",
                            "runtime",
                            "monitoring",
                            "replay",
                            "audit")),
            Map.entry("testing", List.of("schemas", "policy", "infra")));

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
        for (String room : List.of("policy", "data", "models")) {
            assertNoneOf(ROOT + room, KAFKA);
        }
    }

    @Test
    void shouldKeepParquetInTheData() {
        assertThat(ALL)
                .filteredOn(source -> source.names("org.apache.parquet"))
                .isNotEmpty()
                .allMatch(source -> source.residesIn("dev.millrace.data"));
    }

    @Test
    void shouldKeepTheClientOfAwsInItsModule() {
        assertThat(ALL)
                .filteredOn(source -> source.names("software.amazon"))
                .isNotEmpty()
                .allMatch(source -> source.residesIn("dev.millrace.s3"));
    }

    @Test
    void shouldKeepNativeArraysInTheModels() {
        assertThat(ALL)
                .filteredOn(source -> source.names("ai.djl.ndarray"))
                .isNotEmpty()
                .allMatch(source -> source.residesIn("dev.millrace.models") || source.residesIn("dev.millrace.scenes"));
    }

    @Test
    void shouldLetScenesKnowTheScorersAloneOfTheStreams() {
        for (String other : List.of("topology", "assembly", "advantage", "reshaping", "credit", "metrics", "replay")) {
            assertNoneOf("dev.millrace.scenes", "dev.millrace.streams." + other);
        }
    }

    @Test
    void shouldNameClassesOfPyTorchInTwoPackagesAlone() {
        assertThat(ALL)
                .filteredOn(source -> source.names("ai.djl.pytorch") && source.residesIn("dev.millrace"))
                .isNotEmpty()
                .allMatch(source -> source.residesIn("dev.millrace.models.engine")
                        || source.residesIn("dev.millrace.models.kernels"));
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

    @Test
    void shouldLetTheAuditCountByItself() {
        for (String shared : List.of("schemas.payload", "schemas.log", "streams.topology", "streams.metrics")) {
            for (String part : List.of("audit.check", "audit.evidence")) {
                assertNoneOf(ROOT + part, ROOT + shared);
            }
        }
        // One check compares bits, and says so: it runs the maths that made them. The others know its settings at most.
        assertThat(auditNames("streams.reshaping")).isEmpty();
        assertThat(auditNames("streams.credit")).containsExactly("CreditSettings");
        assertThat(auditNames("streams.advantage"))
                .containsExactly("AdvantageConfig", "StandardDeviation", "ZeroVariance");
    }

    /** What the audit names of a package, but for the check that compares bits. */
    private static List<String> auditNames(String shared) {
        return ALL.stream()
                .filter(source ->
                        source.residesIn("dev.millrace.audit.check") || source.residesIn("dev.millrace.audit.evidence"))
                .filter(source -> !source.name().equals("dev.millrace.audit.check.SameBits"))
                .flatMap(source -> source.types().stream())
                .filter(type -> type.startsWith(ROOT + shared + "."))
                .map(type -> type.substring(ROOT.length() + shared.length() + 1))
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void shouldHaveNoCirclesOfPackages() {
        assertThat(new PackageCircles(ALL).arrowsOnCircles()).isEmpty();
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
