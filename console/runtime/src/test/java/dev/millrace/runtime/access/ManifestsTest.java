package dev.millrace.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.config.QuotasConfig;
import dev.millrace.schemas.access.Actor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of infra/kubernetes that the code writes; {@code KubernetesTest} holds them to the models. */
class ManifestsTest {

    private static final Path KUBERNETES =
            Path.of(System.getProperty("millrace.root", "../..")).resolve("infra/kubernetes");

    private static MillraceConfig settings(String file) {
        return MillraceConfig.loader().load(Optional.of(KUBERNETES.resolve(file)), List.of());
    }

    @Test
    void shouldBeTheTopicsOfTheCatalogue() throws IOException {
        MillraceConfig settings = settings("base/settings.yaml");

        String topics = new Manifests("millrace").topics(settings.kafka().catalogue());

        assertThat(Files.readString(KUBERNETES.resolve("base/topics.yaml")))
                .as(
                        "./millrace topics manifest -c infra/kubernetes/base/settings.yaml > infra/kubernetes/base/topics.yaml")
                .isEqualTo(topics);
    }

    @Test
    void shouldBeTheUsersOfTheTable() throws IOException {
        MillraceConfig settings = settings("base/settings.yaml");
        RunAccess run = new RunAccess(settings.kafka(), settings.run().id());

        String users = new Manifests("millrace")
                .users(
                        run.table(),
                        List.of(Actor.values()),
                        new Users(Map.of()),
                        "scram-sha-512",
                        settings.kafka().quotas());

        assertThat(Files.readString(KUBERNETES.resolve("base/users.yaml")))
                .as("./millrace acls list --format strimzi -c infra/kubernetes/base/settings.yaml"
                        + " > infra/kubernetes/base/users.yaml")
                .isEqualTo(users);
    }

    @Test
    void shouldLimitTheUsersThatTheSettingsLimit() {
        MillraceConfig settings = settings("base/settings.yaml");
        QuotasConfig quotas = new QuotasConfig(Map.of("worker", 20), Map.of("worker", 200), Map.of("scorer", 50));
        RunAccess run = new RunAccess(settings.kafka(), settings.run().id());

        String users = new Manifests("millrace")
                .users(
                        run.table(),
                        List.of(Actor.WORKER, Actor.SCORER, Actor.PAGE),
                        new Users(Map.of()),
                        "tls",
                        quotas);

        assertThat(users.split("\n---\n"))
                .satisfiesExactly(
                        worker -> assertThat(worker)
                                .contains("  quotas:\n    producerByteRate: 20000000\n    consumerByteRate: 200000000"),
                        scorer -> assertThat(scorer).contains("  quotas:\n    requestPercentage: 50"),
                        page -> assertThat(page).doesNotContain("quotas"));
    }

    @ParameterizedTest
    @CsvSource({"settings.yaml, http://registry:8080", "settings-secure.yaml, https://registry:8443"})
    void shouldReadWhatTheContainersAreTold(String file, String registry) {
        MillraceConfig settings = settings("../compose/" + file);

        assertThat(settings.kafka().registry()).startsWith(registry);
        assertThat(settings.kafka().replication()).isEqualTo(3);
        assertThat(settings.metrics().port()).isEqualTo(9470);
        assertThat(settings.kafka().properties().getOrDefault("security.protocol", "PLAINTEXT"))
                .isEqualTo(registry.startsWith("https") ? "SSL" : "PLAINTEXT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"base/settings.yaml", "overlays/dev/settings.yaml"})
    void shouldBeSettingsThatAreRead(String file) {
        MillraceConfig settings = settings(file);

        assertThat(settings.kafka().properties()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(settings.metrics().port()).isEqualTo(9470);
    }
}
