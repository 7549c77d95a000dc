package dev.millrace.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTest {

    private ServerSocket server;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.start(server.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    /** Sends a byte through and gives what comes back; -1 if the connection ended. */
    private static int echo(Socket client, Socket upstream) throws IOException {
        client.getOutputStream().write(7);
        upstream.getOutputStream().write(upstream.getInputStream().read());
        return client.getInputStream().read();
    }

    @Test
    void shouldCarryBothWays() throws IOException {
        try (Socket client = connect();
                Socket upstream = server.accept()) {
            assertThat(echo(client, upstream)).isEqualTo(7);
        }
    }

    @Test
    void shouldHoldUpWhatPasses() throws IOException {
        try (Socket client = connect();
                Socket upstream = server.accept()) {
            // Given
            proxy.delay(Duration.ofMillis(50));

            // When
            long begun = System.nanoTime();
            echo(client, upstream);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
            assertThat(proxy.delayed()).isEqualTo(2);
        }
    }

    @Test
    void shouldCutAndRefuseUntilItIsMended() throws IOException {
        try (Socket client = connect();
                Socket upstream = server.accept()) {
            echo(client, upstream);

            // When
            proxy.cutOff();

            // Then
            assertThat(ended(client)).isTrue();
            assertThat(proxy.cut()).isEqualTo(2);
            try (Socket refused = connect()) {
                assertThat(ended(refused)).isTrue();
            }
            assertThat(proxy.refused()).isEqualTo(1);
        }
        proxy.heal();
        try (Socket client = connect();
                Socket upstream = server.accept()) {
            assertThat(echo(client, upstream)).isEqualTo(7);
        }
    }

    private static boolean ended(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
