package dev.millrace.schemas.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonServerTest {

    /** What a server makes of a large image is one text of the reply; Jackson itself takes 20 million characters. */
    private static final int LENGTH = 20_000_001;

    @Test
    void shouldReadATextAsLongAsAReplyMayBe() throws Exception {
        // Given
        byte[] reply = ("{\"pixels\": \"" + "A".repeat(LENGTH) + "\"}").getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, reply.length);
                exchange.getResponseBody().write(reply);
            }
        });
        server.start();
        try {
            JsonServer client = new JsonServer(
                    new EndpointSettings(
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            Map.of(),
                            Duration.ofSeconds(20),
                            32 << 20,
                            TlsConfig.defaults()),
                    Clock.systemUTC());

            // When
            JsonNode read = client.get("/", Duration.ofSeconds(20));

            // Then
            assertThat(read.path("pixels").textValue()).hasSize(LENGTH);
        } finally {
            server.stop(0);
        }
    }
}
