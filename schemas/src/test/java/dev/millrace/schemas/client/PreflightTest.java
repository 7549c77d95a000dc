package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    private static final Duration PATIENCE = Duration.ofMillis(400);

    @Test
    void shouldNameTheBrokerThatDoesNotAnswer() throws Exception {
        String address = "127.0.0.1:" + closedPort();
        assertThatThrownBy(() -> preflight(address, "mock://scope").check())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(address)
                .hasMessageContaining("kafka.bootstrap");
    }

    @Test
    void shouldNameTheBrokerThatHasNoAddress() {
        assertThatThrownBy(() -> preflight("no-port-here", "mock://scope").check())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("no-port-here")
                .hasMessageContaining("Invalid url in bootstrap.servers");
    }

    @Test
    void shouldNameTheRegistryThatDoesNotAnswer() throws Exception {
        String url = "http://127.0.0.1:" + closedPort();
        assertThatThrownBy(() -> preflight("unused:1", url).checkRegistry())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(url)
                .hasMessageContaining("kafka.registry");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "ftp://localhost", "http:// x"})
    void shouldNameTheRegistryThatIsNoAddress(String url) {
        assertThatThrownBy(() -> preflight("unused:1", url).checkRegistry())
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("'" + url + "' is no http or https URL");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403})
    void shouldTakeARegistryThatAnswers(int status) throws Exception {
        HttpServer server = server(status);
        try {
            assertThatCode(() -> preflight("unused:1", url(server)).checkRegistry())
                    .doesNotThrowAnyException();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500})
    void shouldNotTakeAnotherServerForARegistry(int status) throws Exception {
        HttpServer server = server(status);
        try {
            assertThatThrownBy(() -> preflight("unused:1", url(server)).checkRegistry())
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining(url(server))
                    .hasMessageContaining("status " + status);
        } finally {
            server.stop(0);
        }
    }

    private static Preflight preflight(String bootstrap, String registry) {
        return new Preflight(new KafkaConnection(bootstrap, registry, Map.of()), PATIENCE);
    }

    private static HttpServer server(int status) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 1);
        server.createContext("/subjects", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, 2);
                exchange.getResponseBody().write(new byte[] {'[', ']'});
            }
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
