package dev.millrace.infra.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address. Safe for all threads. */
public final class Port {

    /** Systems give outgoing connections, and who asks for any port, those above; one of them may be taken until it is bound. */
    private static final int FIRST = 15_000;

    private static final int END = 32_000;
    private static final int ATTEMPTS = 200;

    /** The one address that the local stack listens on. */
    static final String HOST = "127.0.0.1";

    private Port() {}

    /**
     * A port to listen on in a while: nobody listens on it now, and nobody gets it by chance meanwhile.
     *
     * @throws LocalStackException if none is found
     */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
        throw new LocalStackException("no port of " + HOST + " from " + FIRST + " to " + END + " is free: " + ATTEMPTS
                + " were tried; stop what listens there, or give fixed ports");
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
