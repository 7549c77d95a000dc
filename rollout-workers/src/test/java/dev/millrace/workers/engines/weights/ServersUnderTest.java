package dev.millrace.workers.engines.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.testing.inference.StandInSettings;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Servers that stand in, and the weights that are brought there. */
final class ServersUnderTest implements AutoCloseable {

    private final List<StandInServer> servers;
    private final List<SamplerServer> clients;
    private final ServerWeights weights;
    private final Dialect dialect;

    ServersUnderTest(Dialect dialect, ServerWeightsConfig.Way way, Path folder, int count) {
        this.dialect = dialect;
        servers = IntStream.range(0, count)
                .mapToObj(i -> StandInServer.start(StandInSettings.defaults()))
                .toList();
        clients = servers.stream()
                .map(server -> new SamplerServer(
                        new EndpointSettings(
                                server.uri().toString(),
                                Map.of(),
                                Duration.ofSeconds(10),
                                1 << 20,
                                TlsConfig.defaults()),
                        Clock.systemUTC()))
                .toList();
        weights = ServerWeightsOpening.open(
                new ServerWeightsConfig(way, "run", folder.toString(), ""),
                dialect,
                "tiny",
                clients,
                new ToyCanary(dialect),
                ToyVersions::files,
                Clock.systemUTC(),
                Duration.ofMillis(1500),
                Duration.ofMillis(50));
    }

    ServerWeights weights() {
        return weights;
    }

    StandInServer server(int index) {
        return servers.get(index);
    }

    SamplerServer client(int index) {
        return clients.get(index);
    }

    /** Loads an adapter as somebody else does. */
    void load(String name) throws Exception {
        Path elsewhere = Files.createTempDirectory("elsewhere").resolve(name);
        PolicyUpdate update = ToyVersions.adapter(9, 0.5f);
        FolderFiles.replace(elsewhere, ToyVersions.files(update));
        assertThat(new AdapterCalls(dialect)
                        .load(
                                clients.get(0),
                                new PreparedVersion(
                                        update.version(),
                                        name,
                                        update.tensors().sha256(),
                                        elsewhere,
                                        elsewhere.toString(),
                                        1)))
                .isTrue();
    }

    /** The version that may be sampled with at a server; -1 for none. */
    long leased(int index) {
        return weights.lease(client(index))
                .map(lease -> {
                    try (lease) {
                        return lease.version().value();
                    }
                })
                .orElse(-1L);
    }

    @Override
    public void close() {
        try (weights) {
            servers.forEach(StandInServer::close);
        }
    }
}
