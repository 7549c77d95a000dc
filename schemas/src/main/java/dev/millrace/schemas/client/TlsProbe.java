package dev.millrace.schemas.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks a port for a TLS handshake and nothing else. From TLS 1.3 on a server judges the client's certificate after the
 * client's own handshake has ended; who has begun to write by then sees a broken connection in place of the reason.
 */
final class TlsProbe {

    static final String ENDED = "the connection was ended right after the handshake";

    private TlsProbe() {}

    /** What the handshake, or the server right after it, complains of; empty if nothing within the patience. */
    static Optional<IOException> complaint(SSLSocketFactory factory, String host, int port, Duration patience) {
        int millis = (int) patience.toMillis();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), millis);
            plain.setSoTimeout(millis);
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, host, port, true)) {
                socket.startHandshake();
                int said = socket.getInputStream().read();
                return said < 0 ? Optional.of(new SSLHandshakeException(ENDED)) : Optional.empty();
            }
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }
}
