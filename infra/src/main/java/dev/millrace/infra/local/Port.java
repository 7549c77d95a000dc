package dev.millrace.infra.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
final class Port {

    /** The one address that the local stack listens on. */
    static final String HOST = "127.0.0.1";

    private Port() {}

    /** A port that nobody listens on at this moment. */
    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new LocalStackException("no port of " + HOST + " is free: " + e.getMessage(), e);
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as Kafka and the JDK's HTTP server do: a closed connection is no hindrance
            socket.bind(new InetSocketAddress(HOST, port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The port to listen on.
     *
     * @param who is to listen, for the message
     * @param fixed what is configured, 0 if nothing is
     * @param last the port of last time, 0 if there was none
     * @throws LocalStackException if the configured port is taken
     */
    static int choose(String who, int fixed, int last) {
        if (fixed != 0) {
            if (!isFree(fixed)) {
                throw new LocalStackException("the " + who + " cannot listen on port " + fixed + " of " + HOST
                        + ", which is taken; stop the process that listens on it, or give the " + who
                        + " another port, or 0 for any free one");
            }
            return fixed;
        }
        return last != 0 && isFree(last) ? last : free();
    }
}
