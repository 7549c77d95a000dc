package dev.millrace.workers.engines.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.testing.inference.StandInServer;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerCall;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.WeightsLease;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerWatchTest {

    private static final Duration LONG = Duration.ofSeconds(10);

    private final AtomicInteger lookedAt = new AtomicInteger();

    @Test
    void shouldSeeThatAServerWasStartedAnewThoughNoRequestHasFailed() throws Exception {
        // Given a server that has made tokens, as the watch has seen
        try (StandInServer server = StandInServer.start()) {
            SamplerServer client = new SamplerServer(
                    new EndpointSettings(server.uri().toString(), Map.of(), LONG, 1 << 20, TlsConfig.defaults()),
                    Clock.systemUTC());
            ServerPool pool = new ServerPool(
                    List.of(client), weights(), new Suspects(), one -> {}, 4, LONG, LONG, Clock.systemUTC());
            JsonNode made = client.post(ServerCall.GENERATE, tokens(), LONG);
            assertThat(made.path("output_ids")).hasSize(4);
            try (ServerWatch watching = new ServerWatch(pool)) {
                await().until(() -> server.calls("GET /metrics") >= 2);
                assertThat(lookedAt).hasValue(0);

                // When it is started anew between two looks
                server.kill();
                server.restart();

                // Then
                await().untilAsserted(() -> assertThat(lookedAt).hasPositiveValue());
                assertThat(pool.figures()).containsEntry("servers/" + client.label() + "/restarts", 1.0);
                assertThat(watching).isNotNull();
            }
        }
    }

    private static ObjectNode tokens() {
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.putArray("input_ids").add(72).add(105);
        asked.putObject("sampling_params").put("max_new_tokens", 4).put("ignore_eos", true);
        return asked;
    }

    private ServerWeights weights() {
        return new ServerWeights() {
            @Override
            public void apply(PolicyUpdate update) {}

            @Override
            public Optional<PolicyVersion> version() {
                return Optional.empty();
            }

            @Override
            public Optional<WeightsLease> lease(SamplerServer server) {
                return Optional.empty();
            }

            @Override
            public void reconnected(SamplerServer server) {
                lookedAt.incrementAndGet();
            }

            @Override
            public Map<String, Double> figures() {
                return Map.of();
            }

            @Override
            public void close() {}
        };
    }
}
