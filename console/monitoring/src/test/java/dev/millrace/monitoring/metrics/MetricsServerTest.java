package dev.millrace.monitoring.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.monitoring.http.ServerTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class MetricsServerTest {

    @Test
    void shouldAnswerWhileOthersSendHalfARequest() throws Exception {
        try (MetricsServer server = open("127.0.0.1")) {
            List<Socket> halves = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Socket half = connect(server);
                half.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-a: ".getBytes(US_ASCII));
                halves.add(half);
            }
            assertThat(ask(server, "GET", "/metrics", "localhost"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("a_total 1");
            for (Socket half : halves) {
                half.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /metrics,        localhost,      200",
        "HEAD,   /metrics,        127.0.0.1:9471, 200",
        "GET,    /metrics?name=a, [::1]:9471,     200",
        "POST,   /metrics,        localhost,      405",
        "DELETE, /metrics,        localhost,      405",
        "GET,    /metricsfoo,     localhost,      404",
        "GET,    /,               localhost,      404",
        "GET,    /metrics/,       localhost,      404",
        "GET,    /metrics,        evil.example,   403",
        "GET,    /metrics,        localhost@evil, 400",
    })
    void shouldAnswerScrapersOfThisMachineOnly(String method, String path, String host, int status) throws Exception {
        try (MetricsServer server = open("127.0.0.1")) {
            String answer = ask(server, method, path, host);
            assertThat(answer).startsWith("HTTP/1.1 " + status);
            assertThat(answer.contains("a_total 1")).isEqualTo(status == 200 && !method.equals("HEAD"));
            assertThat(answer.contains("Allow: GET, HEAD")).isEqualTo(status == 405);
        }
    }

    @Test
    void shouldAnswerToAnyNameWhereOthersMayReachIt() throws Exception {
        try (MetricsServer server = open("0.0.0.0")) {
            assertThat(ask(server, "GET", "/metrics", "worker-0.example:9471")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void shouldSayWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> MetricsServer.open(
                            new MetricsConfig(
                                    true, "127.0.0.1", taken.getLocalPort(), MetricsConfig.AUTO, "", ServerTls.none()),
                            () -> ""))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort(), MetricsConfig.AUTO)
                    .hasMessageContaining("metrics.port");
        }
    }

    @Test
    void shouldNotListenWhereItIsNotEnabled() {
        try (MetricsServer server = MetricsServer.open(
                new MetricsConfig(false, "127.0.0.1", 0, MetricsConfig.AUTO, "", ServerTls.none()), () -> "")) {
            assertThat(server.url()).isEmpty();
        }
    }

    private static MetricsServer open(String host) {
        return MetricsServer.open(
                new MetricsConfig(true, host, 0, MetricsConfig.AUTO, "", ServerTls.none()), () -> "a_total 1");
    }

    private static Socket connect(MetricsServer server) throws IOException {
        Socket socket =
                new Socket("127.0.0.1", URI.create(server.url().orElseThrow()).getPort());
        socket.setSoTimeout(10_000); // a read that nobody answers hears no interrupt
        return socket;
    }

    private static String ask(MetricsServer server, String method, String path, String host) throws IOException {
        try (Socket socket = connect(server)) {
            String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(US_ASCII));
            try (BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
                return String.join("\n", in.lines().toList());
            }
        }
    }
}
