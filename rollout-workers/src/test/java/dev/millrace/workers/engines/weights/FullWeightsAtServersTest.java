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
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FullWeightsAtServersTest {

    @TempDir
    Path folder;

    private ServersUnderTest servers(Dialect dialect) {
        return new ServersUnderTest(dialect, Way.FULL, folder, 1);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldReplaceAllWeightsUnderTheSameName(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect)) {
            servers.weights().apply(ToyVersions.full(1));

            servers.weights().apply(ToyVersions.full(2));

            try (WeightsLease lease = servers.weights().lease(servers.client(0)).orElseThrow()) {
                assertThat(lease.version()).isEqualTo(new PolicyVersion(2));
                assertThat(lease.name()).isEqualTo("tiny");
                assertThat(lease.isAdapter()).isFalse();
            }
        }
    }

    @Test
    void shouldTellVersionsByTheLabelsOfTheServer() {
        try (ServersUnderTest servers = servers(Dialect.SGLANG)) {
            servers.weights().apply(ToyVersions.full(7));

            try (WeightsLease lease = servers.weights().lease(servers.client(0)).orElseThrow()) {
                assertThat(lease.versionOf(servers.server(0).label())).contains(new PolicyVersion(7));
                assertThat(lease.versionOf("default")).isEmpty();
            }
        }
    }

    @Test
    void shouldWaitForRequestsBeforeWeightsAreReplaced() {
        try (ServersUnderTest servers = servers(Dialect.SGLANG)) {
            servers.weights().apply(ToyVersions.full(1));
            WeightsLease lease = servers.weights().lease(servers.client(0)).orElseThrow();

            CompletableFuture<Void> applied =
                    CompletableFuture.runAsync(() -> servers.weights().apply(ToyVersions.full(2)));

            await().untilAsserted(() -> assertThat(servers.leased(0)).isEqualTo(-1));
            assertThat(servers.server(0).label()).startsWith("run@v1");
            lease.close();
            applied.join();
            assertThat(servers.server(0).label()).startsWith("run@v2");
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldNameAServerThatSaysItTookWeightsAndDidNot(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect)) {
            servers.weights().apply(ToyVersions.full(1));
            servers.server(0).faults().only(Fault.NOOP);

            assertThatThrownBy(() -> servers.weights().apply(ToyVersions.full(2)))
                    .isInstanceOf(UpdateException.class)
                    .hasMessageContaining(servers.server(0).uri().toString())
                    .hasMessageContaining("the server says that it");
            assertThat(servers.leased(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void shouldBringWeightsAgainToAServerThatWasStartedAnew(Dialect dialect) {
        try (ServersUnderTest servers = servers(dialect)) {
            servers.weights().apply(ToyVersions.full(1));
            servers.server(0).kill();
            servers.server(0).restart();

            servers.weights().reconnected(servers.client(0));

            await().untilAsserted(() -> assertThat(servers.leased(0)).isEqualTo(1));
        }
    }
}
