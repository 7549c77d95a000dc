package dev.millrace.workers.engines.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.UpdateException;
import dev.millrace.testing.inference.Fault;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.ServerWeightsConfig.Way;
import dev.millrace.workers.engines.server.WeightsLease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdaptersAtServersTest {

    @TempDir
    Path folder;

    private ServersUnderTest servers(Dialect dialect, int count) {
        return new ServersUnderTest(dialect, Way.ADAPTER, folder, count);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldServeEachVersionUnderItsOwnNameAndUnloadTheOneBefore(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect, 1)) {
            servers.weights().apply(ToyVersions.adapter(0, 0));
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));

            servers.weights().apply(ToyVersions.adapter(2, 0.5f));

            assertThat(servers.leased(0)).isEqualTo(2);
            assertThat(servers.weights().version()).contains(new PolicyVersion(2));
            await().untilAsserted(() -> assertThat(servers.server(0).adapters())
                    .singleElement()
                    .asString()
                    .matches("run@v2-[0-9a-f]{8}"));
        }
    }

    @Test
    void shouldKeepAVersionLoadedWhileSomebodySamplesWithIt() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            WeightsLease lease = servers.weights().lease(servers.client(0)).orElseThrow();

            servers.weights().apply(ToyVersions.adapter(2, 0.5f));

            assertThat(servers.server(0).adapters()).hasSize(2).contains(lease.name());
            assertThat(lease.version()).isEqualTo(new PolicyVersion(1));
            lease.close();
            await().untilAsserted(() -> assertThat(servers.server(0).adapters()).hasSize(1));
        }
    }

    @Test
    void shouldNameAServerThatSaysItLoadedAndDidNothing() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            servers.server(0).faults().only(Fault.NOOP);

            assertThatThrownBy(() -> servers.weights().apply(ToyVersions.adapter(2, 0.5f)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("weights version 2 is served nowhere: "
                            + servers.server(0).uri())
                    .hasMessageContaining("does not exist");
            assertThat(servers.leased(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldRefuseAnAdapterThatIsLoadedAndBoundToNothing(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect, 1)) {
            servers.weights().apply(ToyVersions.adapter(0, 0));
            servers.server(0).faults().only(Fault.DEAF);

            assertThatThrownBy(() -> servers.weights().apply(ToyVersions.adapter(1, 0.5f)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("the server says that it loaded it, and computes as without it");
            assertThat(servers.leased(0)).isZero();
            assertThat(servers.server(0).adapters()).allMatch(name -> name.startsWith("run@v0"));
        }
    }

    @Test
    void shouldLeaveOutAServerThatRefusesWhatAnotherServes() {
        try (ServersUnderTest servers = servers(Dialect.SGLANG, 2)) {
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            await().untilAsserted(() ->
                    assertThat(servers.leased(0) + servers.leased(1)).isEqualTo(2));
            servers.server(1).faults().only(Fault.DEAF);

            servers.weights().apply(ToyVersions.adapter(2, 0.5f));

            await().untilAsserted(() -> assertThat(servers.leased(1)).isEqualTo(-1));
            assertThat(servers.leased(0)).isEqualTo(2);
            assertThat(servers.weights().figures())
                    .containsEntry("servers/" + servers.client(1).label() + "/left_out", 1.0)
                    .containsEntry("servers/" + servers.client(0).label() + "/left_out", 0.0);
        }
    }

    @Test
    void shouldTakeAServerBackThatServesWhatItRefused() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 2)) {
            servers.server(1).faults().only(Fault.NOOP);
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            await().untilAsserted(() -> assertThat(servers.weights().figures())
                    .containsEntry("servers/" + servers.client(1).label() + "/left_out", 1.0));

            servers.server(1).faults().set(Map.of());

            await().untilAsserted(() -> assertThat(servers.leased(1)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldBringWeightsAgainToAServerThatWasStartedAnew(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect, 1)) {
            servers.weights().apply(ToyVersions.adapter(3, 0.5f));
            servers.server(0).kill();
            servers.server(0).restart();

            servers.weights().reconnected(servers.client(0));

            await().untilAsserted(() -> assertThat(servers.server(0).adapters()).hasSize(1));
            await().untilAsserted(() -> assertThat(servers.leased(0)).isEqualTo(3));
        }
    }

    @Test
    void shouldSeeByItselfThatAServerLostItsWeights() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(3, 0.5f));
            servers.server(0).kill();

            servers.server(0).restart();

            await().untilAsserted(() -> assertThat(servers.server(0).adapters()).hasSize(1));
        }
    }

    @Test
    void shouldTakeAChangeTooSmallToSeeForOne() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(0, 0));

            servers.weights().apply(ToyVersions.adapter(1, 1e-12f));

            assertThat(servers.leased(0)).isEqualTo(1);
            assertThat(servers.server(0).adapters()).noneMatch(name -> name.endsWith("-strong"));
        }
    }

    @Test
    void shouldSayWhichServersAreAwayAndGoOnTrying() {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.server(0).kill();
            assertThatThrownBy(() -> servers.weights().apply(ToyVersions.adapter(1, 0.5f)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining("no server took it within")
                    .hasRootCauseInstanceOf(IOException.class);

            servers.server(0).restart();

            await().untilAsserted(() -> assertThat(servers.leased(0)).isEqualTo(1));
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldUnloadWhatItsOwnKilledPredecessorLeftAndNothingOfOthers(Dialect dialect) throws Exception {
        // Given the folder of a worker that was killed, and that of another which has one of its versions too
        String left = "run@v1-0123abcd";
        String tried = left + "-strong";
        String shared = "run@v2-0123abcd";
        for (String name : List.of(left, tried, shared, "other@v1-0123abcd")) {
            Files.createDirectories(folder.resolve("worker-0").resolve(name));
        }
        Files.createDirectories(folder.resolve("worker-1").resolve(shared));
        try (ServersUnderTest servers = servers(dialect, 1)) {
            List<String> others = List.of(shared, "other@v1-0123abcd", "run@v3-0123abcd", "tools");
            servers.load(left);
            servers.load(tried);
            for (String name : others) {
                servers.load(name);
            }

            // When
            servers.weights().apply(ToyVersions.adapter(4, 0.5f));

            // Then
            assertThat(servers.server(0).adapters())
                    .containsAll(others)
                    .doesNotContain(left, tried)
                    .hasSize(others.size() + 1);
        }
    }

    @Test
    void shouldLeaveItsNamesToTheNextWhereAServerCannotBeToldToForget() throws IOException {
        // Given a server whose connection breaks when it is told to forget
        List<String> names = new ArrayList<>();
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            names.addAll(servers.server(0).adapters());
            servers.server(0).diesOf(asked -> asked.path("lora_name").asText().equals(names.get(0)));

            servers.weights().close();
        }

        // Then whoever comes next finds what it is called
        try (OwnFolder next = OwnFolder.in(folder)) {
            assertThat(next.leftovers()).containsAll(names);
        }
    }

    @Test
    void shouldKeepOnlyFoldersThatAServerNeeds() throws IOException {
        try (ServersUnderTest servers = servers(Dialect.VLLM, 1)) {
            servers.weights().apply(ToyVersions.adapter(1, 0.5f));
            servers.weights().apply(ToyVersions.adapter(2, 0.5f));
            await().untilAsserted(() -> assertThat(servers.server(0).adapters()).hasSize(1));

            servers.weights().apply(ToyVersions.adapter(3, 0.5f));

            assertThat(names(folder.resolve("worker-0")))
                    .doesNotContain("run@v1")
                    .contains("run@v3");
        }
        assertThat(folder.resolve("worker-0")).doesNotExist();
    }

    /** Names of folders without their digests. */
    private static List<String> names(Path parent) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.map(one -> one.getFileName().toString().replaceFirst("-.*", ""))
                    .toList();
        }
    }
}
