package dev.millrace.workers.engines.weights;

import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.testing.inference.StandInSettings;
import dev.millrace.workers.engines.server.Dialect;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
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

    ServersUnderTest(Dialect dialect, ServerWeightsConfig.Way way, Path folder, int count) {
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
