package dev.millrace.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path INFRA =
            Path.of(System.getProperty("millrace.root", "../..")).resolve("infra");
    private static final Path KUBERNETES = INFRA.resolve("kubernetes");

    private static List<JsonNode> base() throws IOException {
        return Overlay.objects(KUBERNETES.resolve("base"));
    }

    private static List<JsonNode> overlay(String name) throws IOException {
        return Overlay.objects(KUBERNETES.resolve("overlays/" + name));
    }

    private static String kind(JsonNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText();
    }

    private static List<String> flaws(List<JsonNode> objects) throws IllegalAccessException {
        List<String> flaws = new ArrayList<>();
        for (JsonNode object : objects) {
            String kind = kind(object);
            if (Models.WITHOUT_MODEL.contains(kind)) {
                continue;
            }
            Class<?> model = Models.of(kind).orElseThrow(() -> new AssertionError("no model of " + kind));
            StrictReading.flaws(object, model)
                    .forEach(flaw ->
                            flaws.add(kind + " " + object.at("/metadata/name").asText() + ": " + flaw));
        }
        return flaws;
    }

    @Test
    void shouldBeWhatTheModelsKnow() throws Exception {
        assertThat(flaws(base())).isEmpty();
    }

    @Test
    void shouldLeaveNoFileOut() throws IOException {
        List<String> named = new ArrayList<>();
        YAML.readTree(KUBERNETES.resolve("base/kustomization.yaml").toFile())
                .path("resources")
                .forEach(file -> named.add(file.asText()));
        try (Stream<Path> files = Files.list(KUBERNETES.resolve("base"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(named.stream(), Stream.of("kustomization.yaml", "settings.yaml"))
                                    .toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "apps/v1 Deployment,             /spec,                  replcas,        unknown keys [replcas]",
        "kafka.strimzi.io/v1beta2 KafkaUser, /spec/authorization, acl,            unknown keys [acl]",
        "kafka.strimzi.io/v1beta2 KafkaUser, /spec/quotas,        producerByteRat, unknown keys [producerByteRat]",
        "apps/v1 StatefulSet,            /spec/template/spec/containers/0, imagePullPolcy, unknown keys [imagePullPolcy]",
    })
    void shouldFindAMisspeltKey(String kind, String place, String key, String flaw) throws Exception {
        JsonNode object = base().stream()
                .filter(each -> kind(each).equals(kind) && each.at(place).isObject())
                .findFirst()
                .orElseThrow();
        ((ObjectNode) object.at(place)).put(key, "1");

        assertThat(flaws(List.of(object))).anyMatch(each -> each.contains(flaw));
    }

    @Test
    void shouldFindAMisspeltOperation() throws Exception {
        JsonNode user = base().stream()
                .filter(each -> kind(each).endsWith(" KafkaUser"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) user.at("/spec/authorization/acls/0"))
                .putArray("operations")
                .add("Wrte");

        assertThat(flaws(List.of(user))).anyMatch(flaw -> flaw.contains("Wrte"));
    }

    @Test
    void shouldTellTheAlarmsOfPrometheus() throws IOException {
        JsonNode alerts = YAML.readTree(INFRA.resolve("prometheus/alerts.yml").toFile());
        JsonNode rule = base().stream()
                .filter(each -> each.path("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();

        assertThat(rule.at("/spec/groups")).isEqualTo(alerts.path("groups"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production", "gpu"})
    void shouldBeWhatTheModelsKnowInEachOverlay(String overlay) throws Exception {
        assertThat(flaws(overlay(overlay))).isEmpty();
    }

    @Test
    void shouldFindAMisspeltKeyOfAPatch() throws Exception {
        JsonNode pool = overlay("production").stream()
                .filter(each -> kind(each).endsWith(" KafkaNodePool"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) pool.at("/spec/template/pod")).put("topologySpreadConstraint", "1");

        assertThat(flaws(List.of(pool))).anyMatch(flaw -> flaw.contains("unknown keys [topologySpreadConstraint]"));
    }

    @Test
    void shouldGiveWorkersAndLearnersACard() throws IOException {
        List<JsonNode> cards = overlay("gpu").stream()
                .filter(each -> each.at("/spec/template/spec/containers/0/resources/limits")
                        .has("nvidia.com/gpu"))
                .toList();

        assertThat(cards)
                .extracting(each -> each.at("/metadata/name").asText())
                .containsExactlyInAnyOrder("worker", "learner");
        assertThat(cards)
                .extracting(each ->
                        each.at("/spec/template/spec/containers/0/image").asText())
                .containsOnly("millrace/app:cuda");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production", "gpu"})
    void shouldRunNothingAsRootNorLetItWriteItsImage(String overlay) throws IOException {
        List<JsonNode> pods = overlay(overlay).stream()
                .map(each -> each.at("/spec/template/spec"))
                .filter(JsonNode::isObject)
                .toList();

        assertThat(pods).hasSizeGreaterThanOrEqualTo(6).allSatisfy(pod -> {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/containers/0/securityContext/readOnlyRootFilesystem")
                            .asBoolean())
                    .isTrue();
            assertThat(pod.at("/containers/0/securityContext/allowPrivilegeEscalation")
                            .asBoolean(true))
                    .isFalse();
            assertThat(pod.at("/containers/0/resources/limits/memory").isTextual())
                    .isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "production", "gpu"})
    void shouldBuildTheOverlay(String overlay) throws Exception {
        Process kubectl;
        try {
            kubectl = new ProcessBuilder(
                            "kubectl",
                            "kustomize",
                            KUBERNETES.resolve("overlays/" + overlay).toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no kubectl here");
            return;
        }
        String built = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(kubectl.exitValue()).isZero();
        assertThat(flaws(Overlay.documents(built))).isEmpty();
    }
}
