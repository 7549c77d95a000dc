package dev.millrace.schemas.client;

import dev.millrace.schemas.client.PortFinding.Speech;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Finds out what listens at an address, where Kafka's clients only say that nothing answered: whether it speaks TLS, and
 * which SASL it wants. It asks Kafka's SaslHandshake, which needs no rights, and gives no credentials; so the
 * certificate does not matter here.
 */
final class BrokerProbe {

    private static final short SASL_HANDSHAKE = 17;
    private static final int CORRELATION = 4711;
    private static final short UNSUPPORTED_MECHANISM = 33;
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final String host;
    private final int port;
    private final int millis;

    /** @param patience for each of a few answers */
    BrokerProbe(String host, int port, Duration patience) {
        this.host = host;
        this.port = port;
        this.millis = (int) patience.toMillis();
    }

    PortFinding ask() {
        try (Socket socket = connect()) {
            Optional<List<String>> mechanisms = mechanisms(socket);
            if (mechanisms.isPresent()) {
                return new PortFinding(Speech.PLAIN, mechanisms.get(), "");
            }
        } catch (UnknownHostException e) {
            return new PortFinding(Speech.CLOSED, List.of(), "there is no host " + host);
        } catch (IOException e) {
            return new PortFinding(Speech.CLOSED, List.of(), String.valueOf(e.getMessage()));
        }
        return askTls();
    }

    private PortFinding askTls() {
        try (Socket plain = connect();
                SSLSocket socket = (SSLSocket) believing().getSocketFactory().createSocket(plain, host, port, true)) {
            socket.startHandshake();
            return new PortFinding(Speech.TLS, mechanisms(socket).orElse(List.of()), "");
        } catch (IOException | GeneralSecurityException e) {
            return new PortFinding(Speech.OTHER, List.of(), String.valueOf(e.getMessage()));
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), millis);
            socket.setSoTimeout(millis);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The mechanisms of SASL that are wanted here, none if none is; empty if there is no answer of Kafka's. */
    private static Optional<List<String>> mechanisms(Socket socket) {
        try {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] mechanism = "NONE".getBytes(StandardCharsets.UTF_8);
            out.writeInt(2 + 2 + 4 + 2 + 2 + mechanism.length);
            out.writeShort(SASL_HANDSHAKE);
            out.writeShort(1);
            out.writeInt(CORRELATION);
            out.writeShort(-1); // no client id
            out.writeShort(mechanism.length);
            out.write(mechanism);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 0 || length > LONGEST_ANSWER || in.readInt() != CORRELATION) {
                return Optional.empty();
            }
            if (in.readShort() != UNSUPPORTED_MECHANISM) {
                return Optional.of(List.of());
            }
            List<String> mechanisms = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                mechanisms.add(new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8));
            }
            return Optional.of(List.copyOf(mechanisms));
        } catch (IOException e) {
            return Optional.empty(); // an answer of another protocol, or none: that is what is found out here
        }
    }

    private static SSLContext believing() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Believing()}, null);
        return context;
    }

    /** Believes every certificate: nothing that is secret is sent, and nothing is done with the answer. */
    private static final class Believing extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
